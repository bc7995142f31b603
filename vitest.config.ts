import { defineConfig, type ViteUserConfig } from "vitest/config";

const exclude = ["**/node_modules/**", "dist/**", "build/runtimes/**", "**/fixtures/**"];

/**
 * Four suites. `fast` is the default; `rules` looks at the repository itself and belongs to `bun run check`;
 * `system` needs minutes or system packages (`.ci/apt-packages`) and runs in CI; so does `emulated`, which also needs
 * what `.ci/install-emulators` prepares.
 */
const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "fast",
          include: ["{packages/*,build,release}/src/**/*.test.ts"],
          exclude: [...exclude, "packages/testkit/src/rules/**"],
          testTimeout: 60_000,
          hookTimeout: 180_000,
          // By default one core is left to the process that only waits for the others: half of a machine with two.
          maxWorkers: "100%",
        },
      },
      {
        test: { name: "rules", include: ["packages/testkit/src/rules/**/*.test.ts"], exclude },
      },
      {
        test: {
          name: "system",
          include: ["{packages/*,build,release}/src/**/*.system.ts"],
          exclude,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          maxWorkers: "100%",
        },
      },
      {
        test: {
          name: "emulated",
          include: ["{packages/*,build,release}/src/**/*.emulated.ts"],
          exclude,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

export default config;
