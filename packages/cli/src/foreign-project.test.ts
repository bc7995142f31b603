/** Anyone's project: installs the npm package, is checked by its types, releases, and its executable runs. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { hostTarget } from "@slipway/build";
import { expect, test } from "vitest";

import { FOREIGN_OUTPUT, foreignFiles } from "./testing/foreign-files.ts";
import { type ForeignInstall, foreignInstall } from "./testing/foreign-install.ts";
import { SIDECAR_SOURCES } from "./testing/foreign-sidecar-files.ts";

const host = await hostTarget();

/** A project's usual settings, and no types but its own: what our sources need is not there. */
const TSCONFIG = JSON.stringify({
  compilerOptions: {
    target: "ES2023",
    module: "NodeNext",
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    exactOptionalPropertyTypes: true,
    types: [],
  },
  include: ["slipway.config.ts", "identity.ts", ...Object.keys(SIDECAR_SOURCES)],
});

test("installs slipway with bun, checks its configuration, releases, verifies and runs", async () => {
  const project = await foreignInstall(
    {
      ...foreignFiles([host]),
      ...SIDECAR_SOURCES,
      "tsconfig.json": TSCONFIG,
      "identity.ts":
        'import { version } from "slipway/app";\nexport const shown: string = version ?? "none";\n',
    },
    { by: "bun isolated" },
  );
  await expectTypesHold(project);

  const released = await project.slipway("release", "--snapshot");
  expect(released.exitCode, released.stderr).toBe(0);
  const verified = await project.slipway("verify", "dist/release");
  expect(verified.exitCode, verified.stderr).toBe(0);

  const executable = join(project.root, "dist", "build", host, "greeter");
  expect(await project.run([executable])).toEqual({ exitCode: 0, stdout: FOREIGN_OUTPUT, stderr: "" });
  expect((await project.run([executable, "--version"])).stdout).toMatch(/^2\.3\.4-snapshot\./u);
});

async function expectTypesHold(project: ForeignInstall): Promise<void> {
  const check = [process.execPath, "check", "--no-script"];
  const good = await project.run(check);
  expect(good.exitCode, good.stdout + good.stderr).toBe(0);
  const path = join(project.root, "slipway.config.ts");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace("workers:", "wrokers:"));
  const bad = await project.run(check);
  expect(bad.stdout + bad.stderr).toContain("'wrokers' does not exist");
  writeFileSync(path, text);
}
