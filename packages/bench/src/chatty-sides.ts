/** chatty as a command line and as a server, and what can be had without it. */

import { join } from "node:path";

import type { SideName } from "./benchmarks.ts";
import { bunSide, compiledApp, compiledEntry, compiledText, jobOf } from "./compiled-programs.ts";
import type { Side } from "./side.ts";
import type { Workshop } from "./workshop.ts";

const ENTRY = "packages/server/src/main.ts";
/** Measures a program that is named to it; chatty's own code, since it speaks MCP. */
const MEASURE = "packages/server/src/benchmarks/main.ts";
/** The handler of the SDK with one tool. */
const MINIMAL = "packages/server/src/benchmarks/minimal-server.ts";

const HELLO = 'console.log("hello");\n';
/** A program that has ended has nothing in memory. */
const WAITING = `${HELLO}await Bun.stdin.text();\n`;

const SERVE = ["server", "start"] as const;
const SERVE_HTTP = [...SERVE, "--transport", "http", "--port", "0"] as const;
const SERVE_SSE = [...SERVE, "--transport", "sse", "--port", "0"] as const;

export type ChattySideName =
  | `chatty-${"version" | "help" | "stdio" | "http" | "calls" | "sse"}`
  | "hello-end"
  | "hello-waiting"
  | "sdk-calls";

export function isChattySide(name: SideName): name is ChattySideName {
  return name.startsWith("chatty-") || ["hello-end", "hello-waiting", "sdk-calls"].includes(name);
}

/** Compiles what the side needs, as the configuration says it of chatty. */
export async function openChattySide(name: ChattySideName, workshop: Workshop): Promise<Side> {
  const job = jobOf(workshop, ENTRY);
  const chatty = (): Promise<string> => compiledApp(workshop, { name: "chatty", job });
  switch (name) {
    case "chatty-version":
      return measure(workshop, ["starts", await chatty(), "--version"]);
    case "chatty-help":
      return measure(workshop, ["starts", await chatty(), "--help"]);
    case "chatty-stdio":
      return measure(workshop, ["stdio", await chatty(), ...SERVE]);
    case "chatty-http":
      return measure(workshop, ["http", await chatty(), ...SERVE_HTTP]);
    case "chatty-calls":
      return measure(workshop, ["calls", await chatty(), ...SERVE_HTTP]);
    case "chatty-sse":
      return measure(workshop, ["idle-clients", await chatty(), ...SERVE_SSE]);
    case "hello-end":
      return measure(workshop, [
        "starts",
        await compiledText(workshop, { name: "hello-end", job, text: HELLO }),
      ]);
    case "hello-waiting":
      return measure(workshop, [
        "waiting",
        await compiledText(workshop, { name: "hello-waiting", job, text: WAITING }),
      ]);
    case "sdk-calls":
      return measure(workshop, [
        "calls",
        await compiledEntry(workshop, { name: "sdk", job, entry: MINIMAL }),
      ]);
  }
}

function measure(workshop: Workshop, args: readonly string[]): Side {
  return bunSide(workshop, [join(workshop.root, MEASURE), ...args]);
}
