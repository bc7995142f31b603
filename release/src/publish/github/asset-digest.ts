/** The SHA-256 of a file at GitHub by its bytes, for servers that tell no digest. */

import { type Env, throwIfInterrupted } from "@slipway/build";
import { Fault } from "@slipway/fault";

import { networkReason } from "../../network-error.ts";
import { LIMITS } from "../limits.ts";
import type { Api } from "./api.ts";
import { strangeFault, unreachableFault } from "./github-faults.ts";
import { withoutToken } from "./token.ts";

export type AssetDigests = (assetId: string, sizeBytes: number) => Promise<string>;

const REDIRECTS = 3;

/** Downloads and hashes; a file is downloaded once. */
export function assetDigests(
  api: Api,
  repository: { readonly owner: string; readonly name: string },
  env: Env,
): AssetDigests {
  const kept = new Map<string, string>();
  return async (assetId, sizeBytes) => {
    const known = kept.get(assetId);
    if (known !== undefined) return known;
    const { owner, name } = repository;
    const address = `${api.base}/repos/${owner}/${name}/releases/assets/${assetId}`;
    const sha256 = await digestAt(address, { api, env, sizeBytes });
    kept.set(assetId, sha256);
    return sha256;
  };
}

/** The token is for the API alone: where it sends us is told nothing of it. */
async function digestAt(
  start: string,
  { api, env, sizeBytes }: { readonly api: Api; readonly env: Env; readonly sizeBytes: number },
): Promise<string> {
  let address = start;
  const signal = AbortSignal.any([env.signal, AbortSignal.timeout(LIMITS.uploadTimeoutMs)]);
  try {
    for (let redirects = 0; redirects <= REDIRECTS; redirects += 1) {
      const isApi = redirects === 0 && api.token !== undefined;
      const headers = {
        accept: "application/octet-stream",
        "user-agent": "slipway",
        ...(isApi ? { authorization: `token ${api.token}` } : {}),
      };
      const response = await fetch(address, { redirect: "manual", headers, signal });
      const location = response.headers.get("location");
      if (response.status >= 300 && response.status < 400 && location !== null) {
        address = new URL(location, address).href;
        if (new URL(address).protocol !== new URL(api.base).protocol) break;
        continue;
      }
      if (response.status !== 200) throw strangeFault(`status ${response.status} for the bytes of a file`);
      return await digestOf(response, sizeBytes);
    }
  } catch (error) {
    throwIfInterrupted(env);
    if (error instanceof Fault) throw error;
    throw unreachableFault(api.base, withoutToken(networkReason(error), api.token));
  }
  throw strangeFault("the bytes of a file are nowhere");
}

async function digestOf(response: Response, sizeBytes: number): Promise<string> {
  const hasher = new Bun.CryptoHasher("sha256");
  let readBytes = 0;
  for await (const piece of response.body ?? []) {
    readBytes += piece.byteLength;
    if (readBytes > sizeBytes) break;
    hasher.update(piece);
  }
  if (readBytes !== sizeBytes) throw strangeFault(`a file of ${sizeBytes} bytes came with ${readBytes}`);
  return hasher.digest("hex");
}
