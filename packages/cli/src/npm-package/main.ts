/** `bun run pack`: writes `dist/npm/slipway-<version>.tgz`. */

import { rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";

import { writeNpmPackage } from "./write-npm-package.ts";

const repository = resolve(import.meta.dirname, "..", "..", "..", "..");
const folder = join(repository, "dist", "npm");
const { path, sizeBytes, sha256, files } = await writeNpmPackage({ repository, folder });
rmSync(join(folder, ".segments"), { recursive: true, force: true });
process.stdout.write(
  `${relative(repository, path)}: ${files} files, ${sizeBytes} bytes, SHA-256 ${sha256}\n`,
);
