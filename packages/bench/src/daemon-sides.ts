/** A daemon that answers on standard input and output, and what can be had without one. */

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { SideName } from "./benchmarks.ts";
import { bunSide, compiledApp, compiledText, jobOf } from "./compiled-programs.ts";
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
  const job = jobOf(workshop, DAEMON_ENTRY);
  const files = [
    await compiledApp(workshop, { name: "daemon-plain", job, changes: plain }),
    await compiledText(workshop, { name: "hello-plain", job, text: HELLO, changes: plain }),
  ];
  return bunSide(workshop, [join(import.meta.dirname, "programs", "size.ts"), ...files]);
}

function measure(workshop: Workshop, args: readonly string[]): Side {
  return bunSide(workshop, [join(workshop.root, MEASURE), ...args]);
}

async function daemon(workshop: Workshop): Promise<string> {
  return compiledApp(workshop, { name: "daemon", job: jobOf(workshop, DAEMON_ENTRY) });
}

async function compiled(workshop: Workshop, program: { name: string; text: string }): Promise<string> {
  return compiledText(workshop, { ...program, job: jobOf(workshop, DAEMON_ENTRY) });
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
