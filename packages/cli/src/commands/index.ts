/** The commands of `slipway`: what each is called, says and takes; the work is imported when it is asked for. */

import type { Options } from "../arguments.ts";
import type { Command } from "../command.ts";

const SELECTION: Options = {
  app: { kind: "list", value: "name", description: "Only this app; may be repeated" },
  target: { kind: "list", value: "target", description: "Only this target; may be repeated" },
  host: { kind: "flag", description: "Only this machine's target" },
};

export const COMMANDS: readonly Command[] = [
  {
    name: "plan",
    description: "Show what build and release would do",
    options: { ...SELECTION, snapshot: { kind: "flag", description: "As release --snapshot would" } },
    run: async (args, terminal) => (await import("./plan.ts")).runPlan(args, terminal),
  },
  {
    name: "build",
    description: "Compile and check executables into dist/build",
    options: {
      ...SELECTION,
      layout: { kind: "text", value: "tauri", description: "Also copy them the way Tauri wants sidecars" },
      out: {
        kind: "text",
        value: "folder",
        description: "Where --layout copies to, e.g. src-tauri/binaries",
      },
    },
    run: async (args, terminal) => (await import("./build.ts")).runBuild(args, terminal),
  },
  {
    name: "smoke",
    description: "Run the declared smoke runs on dist/build",
    options: {
      ...SELECTION,
      emulated: {
        kind: "flag",
        description: "Also what an emulator runs: qemu-user, musl's loader, Wine",
      },
    },
    run: async (args, terminal) => (await import("./smoke.ts")).runSmoke(args, terminal),
  },
  {
    name: "release",
    description: "Build everything and make dist/release, ready to publish",
    options: {
      snapshot: { kind: "flag", description: "Any tree, signed with the public test key" },
      twice: {
        kind: "flag",
        description: "Make it again elsewhere, under other circumstances, and compare",
      },
    },
    run: async (args, terminal) => (await import("./release.ts")).runRelease(args, terminal),
  },
  {
    name: "verify",
    description: "Check a release folder as a stranger would",
    options: {
      "public-key": { kind: "text", value: "key|file", description: "minisign public key to trust" },
      snapshot: {
        kind: "flag",
        description: "Accept a snapshot, which is signed with the public test key",
      },
    },
    positionals: ["FOLDER"],
    run: async (args, terminal) => (await import("./verify.ts")).runVerify(args, terminal),
  },
  {
    name: "inspect",
    description: "Show what an executable is and what is in it",
    options: {},
    positionals: ["FILE"],
    run: async (args, terminal) => (await import("./inspect.ts")).runInspect(args, terminal),
  },
  {
    name: "audit",
    description: "List known-vulnerable packages in what was built",
    options: {},
    run: async (args, terminal) => (await import("./audit.ts")).runAudit(args, terminal),
  },
  {
    name: "runtimes",
    description: "Bring and check the runtimes, so that building needs no network",
    options: {
      target: { kind: "list", value: "target", description: "Only this target; may be repeated" },
      host: { kind: "flag", description: "Only this machine's target" },
      all: { kind: "flag", description: "Every target there is, not only the configured ones" },
    },
    run: async (args, terminal) => (await import("./runtimes.ts")).runRuntimes(args, terminal),
  },
  {
    name: "pin",
    description: "Add a runtime, or move it to another version of Bun",
    options: { target: { kind: "list", value: "target", description: "Only this target; may be repeated" } },
    positionals: ["VERSION"],
    run: async (args, terminal) => (await import("./pin.ts")).runPin(args, terminal),
  },
  {
    name: "keys",
    description: "Make a key pair for signing releases",
    options: {
      out: { kind: "text", value: "folder", description: "Where the two files go; ~/.slipway by default" },
      "no-password": {
        kind: "flag",
        description: "Leave the secret key unencrypted, e.g. for a secret store",
      },
    },
    positionals: ["new"],
    run: async (args, terminal) => (await import("./keys.ts")).runKeys(args, terminal),
  },
  {
    name: "clean",
    description: "Remove everything Slipway made in dist",
    options: {},
    run: async (args, terminal) => (await import("./clean.ts")).runClean(args, terminal),
  },
];
