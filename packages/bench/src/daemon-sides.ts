/** A daemon that answers on standard input and output, and what can be had without one. */

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { CompileJob } from "@slipway/build";

import type { SideName } from "./benchmarks.ts";
import { compileCommand } from "./compile-command.ts";
import { benchFault } from "./faults.ts";
import { runProgram } from "./run-program.ts";
import type { Side } from "./side.ts";
import type { Workshop } from "./workshop.ts";

const DAEMON_ENTRY = "packages/daemon/src/main.ts";
/** Measures a program that is named to it; the daemon's own code, since it speaks the daemon's language. */
const MEASURE = "packages/daemon/src/benchmarks/main.ts";
const OUTPUT_BYTES = 100_000_000;

/** What a hello world says, then waits: a program that has ended has nothing in memory. */
const HELLO = 'console.log("hello");\nawait Bun.stdin.text();\n';

const ECHO = `const output = Bun.stdout.writer();
const decoder = new TextDecoder();
let rest = "";
for await (const chunk of Bun.stdin.stream()) {
  const lines = (rest + decoder.decode(chunk, { stream: true })).split("\\n");
  rest = lines.pop() ?? "";
  for (const line of lines) output.write(line + "\\n");
  output.flush();
}
`;

export type DaemonSideName =
  | `daemon-${"start" | "requests" | "output" | "payload"}`
  | "hello-start"
  | "line-echo"
  | "plain-pipe";

export function isDaemonSide(name: SideName): name is DaemonSideName {
  return name.startsWith("daemon-") || ["hello-start", "line-echo", "plain-pipe"].includes(name);
}

/** Compiles what the side needs, as the configuration says it of the daemon. */
export async function openDaemonSide(name: DaemonSideName, workshop: Workshop): Promise<Side> {
  switch (name) {
    case "daemon-start":
      return measure(workshop, ["starts", await daemon(workshop)]);
    case "hello-start":
      return measure(workshop, ["starts", await compiled(workshop, { name: "hello", text: HELLO })]);
    case "daemon-requests":
      return measure(workshop, ["requests", await daemon(workshop)]);
    case "line-echo":
      return measure(workshop, ["echo", await compiled(workshop, { name: "echo", text: ECHO })]);
    case "daemon-output":
      return measure(workshop, ["output", await daemon(workshop), largeFile(workshop)]);
    case "plain-pipe":
      return measure(workshop, ["pipe", largeFile(workshop)]);
    case "daemon-payload":
      return payloadSide(workshop);
  }
}

async function payloadSide(workshop: Workshop): Promise<Side> {
  const plain = { bytecode: false, sourcemap: false };
  const files = [
    await daemon(workshop, plain),
    await compiled(workshop, { name: "hello-plain", text: HELLO, changes: plain }),
  ];
  return side(workshop, [join(import.meta.dirname, "programs", "size.ts"), ...files]);
}

function measure(workshop: Workshop, args: readonly string[]): Side {
  return side(workshop, [join(workshop.root, MEASURE), ...args]);
}

function side({ bun, root }: Workshop, args: readonly string[]): Side {
  return { prepare: async () => {}, program: { command: [bun, ...args], cwd: root }, archives: undefined };
}

type AppChanges = Partial<Pick<CompileJob["app"], "bytecode" | "sourcemap">>;

async function daemon(workshop: Workshop, changes: AppChanges = {}): Promise<string> {
  const name = changes.bytecode === false ? "daemon-plain" : "daemon";
  return compile(workshop, {
    name,
    job: { ...daemonJob(workshop), app: { ...daemonJob(workshop).app, ...changes } },
  });
}

type Source = { readonly name: string; readonly text: string; readonly changes?: AppChanges };

/** A program of a few lines, compiled as the daemon is. */
async function compiled(workshop: Workshop, { name, text, changes }: Source): Promise<string> {
  const job = daemonJob(workshop);
  const folder = join(workshop.folder, "sources");
  mkdirSync(folder, { recursive: true });
  const entry = join(folder, `${name}.ts`);
  writeFileSync(entry, text);
  return compile(workshop, {
    name,
    job: { ...job, app: { ...job.app, ...changes, entry, assets: [], workers: [] } },
  });
}

async function compile(
  { folder, root, compiler, runtimeOf, host, env }: Workshop,
  { name, job }: { readonly name: string; readonly job: CompileJob },
): Promise<string> {
  const outfile = join(folder, "programs", name);
  if (!existsSync(outfile)) {
    const command = compileCommand(job, { compiler, runtime: runtimeOf(host), outfile });
    await runProgram({ command, cwd: root, variables: { BUN_BE_BUN: "1" } }, env);
  }
  return outfile;
}

function daemonJob({ plan, host }: Workshop): CompileJob {
  const found = plan.build.jobs.find(({ app, target }) => app.entry === DAEMON_ENTRY && target === host);
  if (found !== undefined) return { ...found, target: host };
  throw benchFault("nothing-to-measure", {
    message: `Cannot measure the daemon: the configuration has no app with the entry "${DAEMON_ENTRY}" for ${host}`,
    hint: "Measure a checkout that has one, or name other benchmarks",
  });
}

/** Lines, as a log has them. */
function largeFile({ folder }: Workshop): string {
  const path = join(folder, "output.txt");
  if (existsSync(path)) return path;
  const lines = Array.from({ length: 10_000 }, (_, index) => `line ${index} of output that looks like a log`);
  const block = Buffer.from(`${lines.join("\n")}\n`);
  writeFileSync(path, Buffer.alloc(OUTPUT_BYTES, block));
  return path;
}
