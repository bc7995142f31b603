/** Releases of a product whose executables are shell scripts: an installer does not care. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { renderChecksums } from "@slipway/build";
import type { TargetId } from "@slipway/targets";
import { runProgram, seededRandom, tempFolder } from "@slipway/testkit";

import { digestText, signFile } from "../../sign/sign.ts";
import { sampleKey } from "../../testing/sample-release.ts";
import type { InstallerInput, InstallerTarget } from "../installer-input.ts";
import { installerTexts } from "../installer-texts.ts";

/** One for each machine the tests may run on. */
export const SAMPLE_TARGETS: readonly TargetId[] = [
  "linux-x64",
  "linux-arm64",
  "linux-x64-musl",
  "linux-arm64-musl",
  "darwin-universal",
];

export type SampleProduct = {
  readonly version: string;
  readonly input: InstallerInput;
  /** The files of the release by name, `install.sh` among them. */
  readonly files: ReadonlyMap<string, Uint8Array>;
};

/** What an executable of the product says: the first names the version, the other is its helper. */
export function sampleExecutable(name: string, version: string): string {
  const random = seededRandom(Bun.hash.crc32(`${name} ${version}`));
  const padding = Array.from({ length: 400 }, () => `# ${random.bytes(48).toHex()}`).join("\n");
  return `#!/bin/sh
case \${1:-} in
--version) echo "${name} ${version} (0123456789ab, 2026-11-20)" ;;
completions)
  cat
  case $2 in
  zsh) echo "#compdef ${name}" ;;
  fish) echo "complete -c ${name} -f -a of-${name}" ;;
  esac
  echo "# $2 of ${name} ${version}"
  ;;
man) echo '.TH ${name} 1 "" "${version}"' ;;
esac
exit 0
${padding}
`;
}

/** A release of `tool` and its helper, signed with the key of the samples. */
export function sampleProduct(
  version: string,
  options: {
    readonly executables?: Readonly<Record<string, string>>;
    readonly changes?: Partial<InstallerInput>;
    readonly targets?: readonly TargetId[];
  } = {},
): SampleProduct {
  const executables = options.executables ?? {
    tool: sampleExecutable("tool", version),
    "tool-helper": sampleExecutable("tool-helper", version),
  };
  const files = new Map<string, Uint8Array>();
  const targets = (options.targets ?? SAMPLE_TARGETS).map((target): InstallerTarget => {
    const file = `tool-${target}.tar.gz`;
    const root = `tool-${version}-${target}`;
    const bytes = archiveOf(root, executables);
    files.set(file, bytes);
    files.set(`${file}.minisig`, signatureOf(file, { bytes, version }));
    return {
      target,
      archive: {
        file,
        signature: `${file}.minisig`,
        sizeBytes: bytes.length,
        sha256: sha256Of(bytes),
        root,
      },
      executables: Object.entries(executables).map(([name, text]) => ({ name, sha256: sha256Of(text) })),
    };
  });
  const input: InstallerInput = {
    product: "tool",
    version,
    downloads: "https://downloads.invalid/v{version}/{file}",
    publicKey: sampleKey().publicKey,
    checksums: { file: "checksums.txt", signature: "checksums.txt.minisig" },
    targets,
    selfCheck: ["--version"],
    texts: [
      ...(["bash", "fish", "zsh"] as const).map((kind) => ({
        app: "tool",
        kind,
        args: ["completions", kind],
      })),
      { app: "tool", kind: "man", args: ["man"] },
      { app: "tool-helper", kind: "bash", args: ["completions", "b a$h"] },
    ],
    ...options.changes,
  };
  files.set("install.sh", Buffer.from(installerTexts(input).sh ?? ""));
  const checksums = Buffer.from(
    renderChecksums(new Map([...files].map(([name, bytes]) => [name, sha256Of(bytes)]))),
  );
  files.set("checksums.txt", checksums);
  files.set("checksums.txt.minisig", signatureOf("checksums.txt", { bytes: checksums, version }));
  return { version, input, files };
}

/** The signature of a file of a release by the key of the samples. */
export function signatureOf(
  file: string,
  content: { readonly bytes: Uint8Array; readonly version: string },
): Uint8Array {
  const digested = {
    ...digestText(file, ""),
    sha256: sha256Of(content.bytes),
    blake2b512: new Bun.CryptoHasher("blake2b512").update(content.bytes).digest(),
  };
  const identity = {
    version: content.version,
    dateSeconds: 1_795_000_000,
    commit: undefined,
    dirty: false,
    snapshot: false,
  };
  return Buffer.from(signFile(digested, { key: sampleKey(), identity }));
}

function archiveOf(root: string, executables: Readonly<Record<string, string>>): Uint8Array {
  const folder = tempFolder();
  mkdirSync(join(folder, root));
  for (const [name, text] of Object.entries(executables)) {
    writeFileSync(join(folder, root, name), text, { mode: 0o755 });
  }
  writeFileSync(join(folder, root, "README.md"), "# tool\n");
  const packed = runProgram(["tar", "-czf", "packed.tar.gz", root], { cwd: folder });
  if (packed.exitCode !== 0) throw new Error(packed.stderr);
  return readFileSync(join(folder, "packed.tar.gz"));
}

function sha256Of(content: Uint8Array | string): string {
  return new Bun.CryptoHasher("sha256").update(content).digest("hex");
}
