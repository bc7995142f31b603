/** Step: a copy of a runtime for Windows that shows the app's icon, version and names in place of Bun's. */

import { constants } from "node:fs";
import { copyFile, type FileHandle, open } from "node:fs/promises";
import { basename, join } from "node:path";

import type { Config } from "@slipway/config";
import { TARGETS } from "@slipway/targets";

import { type Env, workFolder } from "../env.ts";
import type { Identity } from "../identity.ts";
import type { CompileJob } from "../plan.ts";
import type { Runtime } from "../runtimes/bring.ts";
import { readIcon } from "./icon.ts";
import { LIMITS } from "./limits.ts";
import { type Stamp, stampedResources } from "./resources.ts";
import { type RuntimeLayout, runtimeLayout, type Section } from "./runtime-layout.ts";
import { stampedImage, type StampedImage } from "./stamped-image.ts";
import { wantedWindows } from "./wanted-windows.ts";

export type StampInput = {
  readonly config: Pick<Config, "root" | "product">;
  readonly identity: Pick<Identity, "version">;
};

/**
 * The runtime to compile onto: absolute path of a stamped copy in the work folder, and for other systems than Windows
 * the runtime itself. Every runtime for Windows is stamped, since what Bun's says of itself is wrong for any app.
 *
 * Bun writes no resources on other systems than Windows, and they cannot be changed any more once the payload is added;
 * hence a copy of the runtime. Making it costs a copy by the operating system and 1 MB of memory, which is less than
 * checking a kept one would: nothing is kept.
 *
 * @throws Fault `icon-invalid`, `stamp-invalid`, `runtime-unfit`.
 */
export async function stampRuntime(
  job: CompileJob,
  options: StampInput & { readonly runtime: Runtime; readonly env: Env },
): Promise<string> {
  const { runtime, env } = options;
  const stamp = readStamp(job, options);
  if (stamp === undefined) return runtime.file;
  const image = await imageOf(runtime.file, stamp);
  const path = join(workFolder(env, `${job.app.name}.${job.target}.runtime`), basename(runtime.file));
  await copyFile(runtime.file, path, constants.COPYFILE_FICLONE);
  const file = await open(path, "r+");
  try {
    await file.truncate(image.tailOffset);
    await writeAt(file, image.headers, 0);
    await writeAt(file, image.tail, image.tailOffset);
    await file.chmod(0o755);
  } finally {
    await file.close();
  }
  return path;
}

/**
 * What the executable of `job` will show, its icon read; undefined for other systems than Windows. Of use before
 * anything is compiled: everything that is wrong with the configuration is found here.
 *
 * @throws Fault `icon-invalid`, `stamp-invalid`.
 */
export function readStamp(job: CompileJob, { config, identity }: StampInput): Stamp | undefined {
  if (TARGETS[job.target].os !== "windows") return undefined;
  const { icon } = job.app.windows;
  return {
    wanted: wantedWindows(job, { product: config.product, identity }),
    icon: icon === undefined ? undefined : readIcon(icon, { root: config.root }),
  };
}

async function imageOf(path: string, stamp: Stamp): Promise<StampedImage> {
  const file = await open(path, "r");
  try {
    const { size: sizeBytes } = await file.stat();
    const start = await readAt(file, { offset: 0, sizeBytes: Math.min(sizeBytes, LIMITS.headerBytes) });
    const layout: RuntimeLayout = runtimeLayout(start, { path, sizeBytes });
    const original = await readSection(file, layout.resources);
    return stampedImage(layout, {
      resources: stampedResources(layout, original, stamp),
      relocations: await readSection(file, layout.relocations),
      subsystem: stamp.wanted.subsystem,
    });
  } finally {
    await file.close();
  }
}

async function readSection(file: FileHandle, section: Section | undefined): Promise<Buffer> {
  return section === undefined
    ? Buffer.alloc(0)
    : readAt(file, { offset: section.rawOffset, sizeBytes: section.rawBytes });
}

async function readAt(
  file: FileHandle,
  region: { readonly offset: number; readonly sizeBytes: number },
): Promise<Buffer> {
  const content = Buffer.alloc(region.sizeBytes);
  for (let done = 0; done < content.length;) {
    const { bytesRead } = await file.read(content, done, content.length - done, region.offset + done);
    if (bytesRead === 0) throw new Error("the runtime became shorter while it was read");
    done += bytesRead;
  }
  return content;
}

async function writeAt(file: FileHandle, content: Buffer, offset: number): Promise<void> {
  for (let done = 0; done < content.length;) {
    const { bytesWritten } = await file.write(content, done, content.length - done, offset + done);
    done += bytesWritten;
  }
}
