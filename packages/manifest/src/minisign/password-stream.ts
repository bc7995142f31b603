/** The key stream that hides a secret key: scrypt, with libsodium's choice of parameters. */

import { scrypt } from "node:crypto";
import { promisify } from "node:util";

import { manifestFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";

/** libsodium's two numbers for the work of scrypt, as they stand in the file. */
export type WorkLimits = { readonly opslimit: bigint; readonly memlimit: bigint };

export type ScryptParameters = { readonly N: number; readonly r: number; readonly p: number };

/** `crypto_pwhash_scryptsalsa208sha256_{OPS,MEM}LIMIT_SENSITIVE`, which minisign uses. */
export const SENSITIVE: WorkLimits = { opslimit: 33_554_432n, memlimit: 1_073_741_824n };

const R = 8n;
const LOWEST_OPSLIMIT = 32_768n;

const deriveAsync: (
  password: string,
  salt: Uint8Array,
  length: number,
  parameters: ScryptParameters & { readonly maxmem: number },
) => Promise<Buffer> = promisify(scrypt);

/**
 * `sizeBytes` bytes to be XORed with the secret part of a key file.
 *
 * @throws Fault `secret-key-too-costly`, `secret-key-memory`, `password-invalid`
 */
export async function passwordStream(options: {
  readonly password: string;
  readonly salt: Uint8Array;
  readonly limits: WorkLimits;
  readonly sizeBytes: number;
}): Promise<Buffer> {
  const { password, salt, limits, sizeBytes } = options;
  checkPassword(password);
  const parameters = allowedParameters(limits);
  const { N, r, p } = parameters;
  try {
    return await deriveAsync(password, salt, sizeBytes, { ...parameters, maxmem: 128 * r * (N + p + 2) });
  } catch (cause) {
    throw manifestFault("secret-key-memory", {
      message: `Cannot derive the key from the password: ${(128 * N * r) / 2 ** 20} MiB of memory are needed`,
      hint: "Use a machine with more memory, or a secret key without a password",
      cause,
    });
  }
}

/**
 * scrypt's N, r and p for libsodium's limits: `pickparams` in libsodium's `pwhash_scryptsalsa208sha256.c`.
 * A `p` of 0 means that libsodium would refuse.
 */
export function scryptParameters(limits: WorkLimits): ScryptParameters {
  const opslimit = limits.opslimit < LOWEST_OPSLIMIT ? LOWEST_OPSLIMIT : limits.opslimit;
  if (opslimit < limits.memlimit / 32n) return { N: 2 ** log2Of(opslimit / (R * 4n)), r: Number(R), p: 1 };
  const log2 = log2Of(limits.memlimit / (R * 128n));
  const rp = opslimit / 4n / (1n << BigInt(log2));
  return { N: 2 ** log2, r: Number(R), p: Number((rp > 0x3fff_ffffn ? 0x3fff_ffffn : rp) / R) };
}

/** The first exponent from 1 up with 2^exponent above half of `most`; 63 at most. */
function log2Of(most: bigint): number {
  let exponent = 1;
  while (exponent < 63 && 1n << BigInt(exponent) <= most / 2n) exponent++;
  return exponent;
}

function allowedParameters(limits: WorkLimits): ScryptParameters {
  const parameters = scryptParameters(limits);
  const { N, r, p } = parameters;
  if (p > 0 && N <= LIMITS.scryptN && N * r * p <= LIMITS.scryptWork) return parameters;
  throw manifestFault("secret-key-too-costly", {
    message: `Cannot open the secret key: it asks for scrypt with N=${N}, r=${r}, p=${p}, at most N=${LIMITS.scryptN} and N·r·p=${LIMITS.scryptWork} are allowed`,
    hint: "minisign never asks for more: take the key file from your backup",
  });
}

function checkPassword(password: string): void {
  if (Buffer.byteLength(password) <= LIMITS.passwordBytes && !/[\0\r\n]/u.test(password)) return;
  throw manifestFault("password-invalid", {
    message: `Cannot use the password: longer than ${LIMITS.passwordBytes} bytes, or with a line end or NUL in it`,
    hint: "minisign could not be given this password: choose another one, and look for a line end at its end",
  });
}
