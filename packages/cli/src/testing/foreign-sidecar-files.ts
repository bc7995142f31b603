/** The files of a project of somebody else with two apps, one of which is the sidecar of the other. */

/** Settings of other people's compilers, the strict ones among them; none of them is ours. */
const STRICT = {
  target: "ES2023",
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
};

/** Those of projects with each way to find modules; but for the last one, what Bun and Node declare is not there. */
const TSCONFIGS = {
  "tsconfig.nodenext.json": { ...STRICT, module: "NodeNext", types: [] },
  "tsconfig.bundler.json": { ...STRICT, module: "ESNext", moduleResolution: "bundler", types: [] },
  "tsconfig.bun.json": {
    ...STRICT,
    module: "Preserve",
    lib: ["ESNext"],
    types: ["bun-types"],
    verbatimModuleSyntax: true,
    isolatedModules: true,
    allowImportingTsExtensions: true,
  },
};

/** Sources import each other by an ending that all of these settings know. */
export const SIDECAR_SOURCES: Readonly<Record<string, string>> = {
  "src/protocol.ts": `import { integer, method, object, string } from "slipway/rpc";

export const protocol = {
  get_status: method({ params: object({}), result: object({ version: string() }) }),
  greet: method({
    params: object({ name: string({ minLength: 1 }) }),
    result: object({ text: string() }),
    progress: object({ percent: integer() }),
  }),
};
`,
  "src/daemon.ts": `import { version, versionText } from "slipway/app";
import { connect, type Handler, implement, RpcError, stdioStreams } from "slipway/rpc";
import { protocol } from "./protocol.js";
declare const process: { readonly argv: readonly string[] };

const greet: Handler<typeof protocol.greet> = async ({ name }, { progress }) => {
  if (name === "nobody") throw new RpcError({ code: 7, message: "There is no such person" });
  await progress({ percent: 50 });
  return { text: "hello " + name };
};

if (process.argv.includes("--version")) {
  console.log(versionText({ inCheckout: "2.3.4" }));
} else {
  const serve = implement(protocol, { get_status: () => ({ version: version ?? "checkout" }), greet });
  await connect(stdioStreams(), { serve }).ended;
}
`,
  "src/app.ts": `import { version, versionText } from "slipway/app";
import { RpcError } from "slipway/rpc";
import { startSidecar, type Sidecar, type SidecarEvent } from "slipway/sidecar";
import { protocol } from "./protocol.js";
declare const process: { readonly argv: readonly string[] };

async function greetByDaemon(): Promise<void> {
  const told: (string | number)[] = [];
  const sidecar: Sidecar<typeof protocol> = await startSidecar("greeter-daemon", {
    protocol,
    status: (call, options) => call.get_status({}, options),
    version: version ?? "checkout",
    source: new URL("daemon.ts", import.meta.url).pathname,
    onEvent: ({ kind }: SidecarEvent) => told.push(kind),
  });
  const { text } = await sidecar.call.greet(
    { name: "Ada" },
    { timeoutMs: 5000, onProgress: ({ percent }) => void told.push(percent) },
  );
  const refused: unknown = await sidecar.call.greet({ name: "nobody" }).catch((error: unknown) => error);
  told.push(text, refused instanceof RpcError ? refused.code : String(refused));
  const stopped = await sidecar.stop();
  console.log(...told, stopped.kind, (await sidecar.ended).code);
}

if (process.argv.includes("--version")) console.log(versionText({ inCheckout: "2.3.4" }));
else await greetByDaemon();
`,
};

/** Mistakes, each with what the compiler says of it. */
export const FOREIGN_MISTAKES: readonly (readonly [
  source: string,
  correct: string,
  wrong: string,
  said: string,
])[] = [
  ["src/app.ts", '{ name: "Ada" }', "{ name: 1 }", "'number' is not assignable to type 'string'"],
  ["src/app.ts", "call.get_status({}", "call.get_state({}", "'get_state' does not exist"],
  ["src/daemon.ts", "{ percent: 50 }", "{ percents: 50 }", "'percents' does not exist"],
  ["src/daemon.ts", "version ??", "7 ??", "'number' is not assignable to type 'string'"],
];

/** What the app prints, in a checkout and compiled. */
export const SIDECAR_OUTPUT = "started 50 hello Ada 7 ended sidecar-stopped\n";

/** The names of the settings that the project can be checked with. */
export const FOREIGN_TSCONFIGS: readonly string[] = Object.keys(TSCONFIGS);

/** The files, for one target. */
export function foreignSidecarFiles(target: string): Readonly<Record<string, string>> {
  const tsconfigs = Object.entries(TSCONFIGS).map(([name, compilerOptions]) => [
    name,
    JSON.stringify({ compilerOptions, include: ["src", "slipway.config.ts"] }),
  ]);
  return {
    ...SIDECAR_SOURCES,
    ...Object.fromEntries(tsconfigs),
    "package.json": JSON.stringify({
      name: "greeter",
      version: "2.3.4",
      type: "module",
      devDependencies: { "bun-types": "1.4.4" },
    }),
    "slipway.config.ts": `import { defineConfig } from "slipway";

export default defineConfig({
  product: "greeter",
  apps: {
    greeter: { entry: "src/app.ts", allowUnresolved: ["src/daemon.ts"] },
    "greeter-daemon": { entry: "src/daemon.ts" },
  },
  targets: [${JSON.stringify(target)}],
});
`,
    LICENSE: "MIT\n",
  };
}
