/** What is in a payload: its modules and assets by size, and the options that were baked in. */

import type { Payload, Region } from "./facts.ts";
import { type GraphModule, payloadGraph } from "./payload-graph.ts";
import type { Source } from "./source.ts";

export type PayloadModule = {
  /** Below the payload's root, with slashes: `src/main.js`. */
  readonly name: string;
  /** `js`, `file`, `text`, …; `loader 21` for one that is not known by name. */
  readonly kind: string;
  /** `esm` and `cjs` for code that Bun runs, `none` for an asset. */
  readonly format: "none" | "esm" | "cjs";
  /** `server` is what Bun runs; `client` is an asset, or code for a browser, which never has bytecode. */
  readonly side: "server" | "client";
  /** Its contents alone: code, or the asset as it is. */
  readonly sizeBytes: number;
  /** zstd-compressed; 0 without one. */
  readonly sourcemapBytes: number;
  /** Where an order was given for the bytecode, the share from where its own begins to where another one's does. */
  readonly bytecodeBytes: number;
  /** Where these three lie in the file. */
  readonly regions: { readonly contents: Region; readonly sourcemap: Region; readonly bytecode: Region };
};

export type PayloadContents = {
  /** The name of the module that runs first. */
  readonly entry: string;
  /** In the payload's order. */
  readonly modules: readonly PayloadModule[];
  /** What `process.execArgv` begins with; Bun splits the text it finds at spaces. */
  readonly execArgv: readonly string[];
  /** What the executable reads where it is started, without being asked to. */
  readonly autoload: {
    readonly dotenv: boolean;
    readonly bunfig: boolean;
    readonly tsconfig: boolean;
    readonly packageJson: boolean;
  };
  /** Tables, padding, and the bytecode that modules share. */
  readonly otherBytes: number;
};

/** Why there are no contents, where there are none. */
export type ContentsReading =
  | { readonly contents: PayloadContents }
  | { readonly contents: undefined; readonly reason: string };

/** The bits that switch something off. */
const FLAGS_OFF = { dotenv: 1, bunfig: 2, tsconfig: 4, packageJson: 8 };

/** Reads the tables of `payload`; where they are not as Bun 1.4.4 writes them, the layout is not known. */
export async function payloadContents(source: Source, payload: Payload): Promise<ContentsReading> {
  const graph = await payloadGraph(source, payload);
  if ("reason" in graph) return unknown(graph.reason);
  const modules = modulesOf(graph.modules);
  const usedBytes = modules.reduce((sum, module) => sum + sizeOf(module), 0);
  if (usedBytes > graph.spaceBytes) return unknown("its modules are larger than itself");
  return {
    contents: {
      entry: graph.entry.name,
      modules,
      execArgv: graph.argv.split(" ").filter((word) => word !== ""),
      autoload: {
        dotenv: (graph.flags & FLAGS_OFF.dotenv) === 0,
        bunfig: (graph.flags & FLAGS_OFF.bunfig) === 0,
        tsconfig: (graph.flags & FLAGS_OFF.tsconfig) === 0,
        packageJson: (graph.flags & FLAGS_OFF.packageJson) === 0,
      },
      otherBytes: payload.sizeBytes - usedBytes,
    },
  };
}

/** Everything that is in the payload because of `module`, in bytes. */
export function sizeOf(module: PayloadModule): number {
  return module.sizeBytes + module.sourcemapBytes + module.bytecodeBytes;
}

/** With `--bytecode-order`, the bytecode of every module goes on to the end of all of it: it is cut at the next one's. */
function modulesOf(modules: readonly GraphModule[]): readonly PayloadModule[] {
  const starts = modules
    .filter(({ bytecode }) => bytecode.sizeBytes > 0)
    .map(({ bytecode }) => bytecode.offset)
    .toSorted((a, b) => a - b);
  const nextAfter = new Map(starts.map((start, index) => [start, starts[index + 1] ?? Infinity]));
  return modules.map(({ name, kind, format, side, contents, sourcemap, bytecode }) => {
    const next = nextAfter.get(bytecode.offset) ?? Infinity;
    const bytecodeBytes = Math.min(bytecode.sizeBytes, next - bytecode.offset);
    return {
      name,
      kind,
      format,
      side,
      sizeBytes: contents.sizeBytes,
      sourcemapBytes: sourcemap.sizeBytes,
      bytecodeBytes,
      regions: { contents, sourcemap, bytecode: { offset: bytecode.offset, sizeBytes: bytecodeBytes } },
    };
  });
}

function unknown(reason: string): ContentsReading {
  return { contents: undefined, reason: `layout not known: ${reason}` };
}
