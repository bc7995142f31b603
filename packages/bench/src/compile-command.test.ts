import { expect, test } from "vitest";

import { compileCommand } from "./compile-command.ts";
import { testPlan } from "./testing/test-plan.ts";

const PLACES = { compiler: "/pins/bun", runtime: "/pins/target/bun", outfile: "/out/app" };

async function commandOf(app: string): Promise<readonly string[]> {
  const { build } = await testPlan(["linux-x64"]);
  return build.compiles.flatMap((job) => (job.app.name === app ? compileCommand(job, PLACES) : []));
}

test("compileCommand() sets what Slipway sets when the configuration says nothing", async () => {
  const command = await commandOf("hub");
  expect(command.map((word) => `${word}\n`).join("")).toBe(
    `/pins/bun
build
--compile
--format=esm
--splitting
--minify
--bytecode
--sourcemap=linked
--env=disable
--root=src
--define
process.env.NODE_ENV="production"
--reject-unresolved
--no-compile-autoload-dotenv
--no-compile-autoload-bunfig
--no-compile-autoload-tsconfig
--no-compile-autoload-package-json
--target=bun-linux-x64
--compile-executable-path=/pins/target/bun
--outfile=/out/app
src/main.ts
`,
  );
});

test("compileCommand() carries every option of the app", async () => {
  const command = await commandOf("side");
  expect(command).not.toContain("--minify");
  expect(command).not.toContain("--bytecode");
  expect(command).not.toContain("--sourcemap=linked");
  expect(command).not.toContain("--reject-unresolved");
  expect(command).toEqual(
    expect.arrayContaining([
      'LABEL="it is"',
      "--external=fsevents",
      "--conditions=node",
      "--asset=LICENSE",
      "--allow-unresolved=plugin-*",
      "--compile-exec-argv=--smol --no-addons",
      "--compile-autoload-dotenv",
    ]),
  );
  expect(command.slice(-2)).toEqual(["side/main.ts", "side/worker.ts"]);
});
