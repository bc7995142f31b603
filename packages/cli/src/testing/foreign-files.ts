/** The files of a project of somebody else: ordinary dependencies, an asset, a worker, five lines of configuration. */

/** Two dependencies are ES modules, one is CommonJS. */
export function foreignFiles(targets: readonly string[]): Readonly<Record<string, string>> {
  return { ...FILES, "slipway.config.ts": configFor(targets) };
}

function configFor(targets: readonly string[]): string {
  return `import { defineConfig } from "slipway";

export default defineConfig({
  apps: { greeter: { entry: "src/main.ts", workers: ["src/worker.ts"], assets: ["src/greeting.txt"] } },
  targets: ${JSON.stringify(targets)},
});
`;
}

const FILES: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({
    name: "greeter",
    version: "2.3.4",
    type: "module",
    dependencies: { citty: "0.2.2", ms: "2.1.3", "strip-ansi": "7.2.0" },
  }),
  "src/main.ts": `import { join } from "node:path";
import { defineCommand, runMain } from "citty";
import ms from "ms";
import { versionText } from "slipway/app";
import stripAnsi from "strip-ansi";

const worker = () => new Promise<string>((resolve) => {
  const started = new Worker(new URL("./worker.ts", import.meta.url));
  started.onmessage = (event) => { resolve(event.data); started.terminate(); };
  started.postMessage("2 days");
});

if (process.argv.includes("--version")) {
  console.log(versionText({ inCheckout: "2.3.4" }));
} else {
  await runMain(defineCommand({
    meta: { name: "greeter" },
    run: async () => {
      const greeting = await Bun.file(join(import.meta.dir, "greeting.txt")).text();
      console.log(stripAnsi("\\u001b[31m" + greeting.trim() + "\\u001b[0m"), ms(60_000), await worker());
    },
  }));
}
`,
  "src/worker.ts": `import ms from "ms";
declare const self: Worker;
self.onmessage = (event: MessageEvent) => { postMessage("worker " + ms(event.data)); };
`,
  "src/greeting.txt": "hello from an asset\n",
  LICENSE: "MIT\n",
};

/** What the app prints. */
export const FOREIGN_OUTPUT = "hello from an asset 1m worker 172800000\n";
