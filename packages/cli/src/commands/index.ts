/** The commands of `slipway`: what each is called, says and takes; the work is imported when it is asked for. */

import type { Options } from "../arguments.ts";
import type { Command } from "../command.ts";

const SELECTION: Options = {
  app: { kind: "list", value: "name", description: "Only this app; may be repeated" },
  target: { kind: "list", value: "target", description: "Only this target; may be repeated" },
  host: { kind: "flag", description: "Only this machine's target" },
};

/** For every command that has a use for the project. */
const CONFIG: Options = {
  config: { kind: "text", value: "file", description: "Configuration, when it is not slipway.config.ts" },
};

export const COMMANDS: readonly Command[] = [
  {
    name: "init",
    description: "Write a first slipway.config.ts, or workflows for GitHub",
    options: {
      ci: { kind: "flag", description: "The workflows: .github/workflows/{ci,release,validate}.yml" },
      force: { kind: "flag", description: "Replace files that are there with another content" },
      ...CONFIG,
    },
    run: async (args, terminal) => (await import("./init.ts")).runInit(args, terminal),
  },
  {
    name: "plan",
    description: "Show what build and release would do",
    options: {
      ...SELECTION,
      snapshot: { kind: "flag", description: "As release --snapshot would" },
      ...CONFIG,
    },
    run: async (args, terminal) => (await import("./plan.ts")).runPlan(args, terminal),
  },
  {
    name: "build",
    description: "Compile and check executables into dist/build",
    options: {
      ...SELECTION,
      snapshot: { kind: "flag", description: "For release --built --snapshot: versions name the commit" },
      layout: { kind: "text", value: "tauri", description: "Also copy them the way Tauri wants sidecars" },
      out: {
        kind: "text",
        value: "folder",
        description: "Where --layout copies to, e.g. src-tauri/binaries",
      },
      ...CONFIG,
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
      ...CONFIG,
    },
    variables: {
      QEMU_LD_PREFIX: "Folder with another CPU's C library, for qemu-user",
      SLIPWAY_MUSL_LIBRARIES: "Folder with musl's loader and libraries; /var/lib/slipway/musl by default",
      SLIPWAY_WINE_ROOT: "Root folder of a system with Wine; /var/lib/slipway/wine by default",
    },
    run: async (args, terminal) => (await import("./smoke.ts")).runSmoke(args, terminal),
  },
  {
    name: "merge",
    description: "Make one dist of those that several machines built or smoked",
    options: {
      out: { kind: "text", value: "folder", description: "Where they come together; dist by default" },
      ...CONFIG,
    },
    positionals: ["FOLDER…"],
    run: async (args, terminal) => (await import("./merge.ts")).runMerge(args, terminal),
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
      built: {
        kind: "flag",
        description: "Take what is in dist/build, e.g. merged, once it is certain to be right",
      },
      signatures: {
        kind: "text",
        value: "folder",
        description: "Instead of a key: take those of a published release, which have to hold",
      },
      publish: { kind: "flag", description: "Publish it, as slipway publish does" },
      ...CONFIG,
    },
    run: async (args, terminal) => {
      await (await import("./release.ts")).runRelease(args, terminal);
      if (args.flag("publish")) await (await import("./publish.ts")).runPublish(args, terminal);
    },
  },
  {
    name: "publish",
    description: "Publish dist/release, or finish what an earlier try began",
    options: {
      draft: {
        kind: "flag",
        description: "End when the draft is whole; publish without it goes on from there",
      },
      "dry-run": { kind: "flag", description: "Show what would be done, and change nothing" },
      "take-over": { kind: "flag", description: "Continue the draft of another publisher, who is gone" },
      ...CONFIG,
    },
    variables: {
      GITHUB_TOKEN: "Token that may write the repository's contents",
      GH_TOKEN: "The same, where GITHUB_TOKEN is not set",
    },
    run: async (args, terminal) => (await import("./publish.ts")).runPublish(args, terminal),
  },
  {
    name: "changelog",
    description: "Print the notes that a release is published with",
    options: {
      version: {
        kind: "text",
        value: "version",
        description: "Of this version; by default the configuration's",
      },
      unreleased: { kind: "flag", description: "Of what is not released yet, as for a snapshot" },
      ...CONFIG,
    },
    run: async (args, terminal) => (await import("./changelog.ts")).runChangelog(args, terminal),
  },
  {
    name: "verify",
    description: "Check a release as a stranger would, in a folder or where it is published",
    options: {
      "public-key": { kind: "text", value: "key|file", description: "minisign public key to trust" },
      snapshot: {
        kind: "flag",
        description: "Accept a snapshot, which is signed with the public test key",
      },
      draft: {
        kind: "flag",
        description: "What lies where TAG is published, also before it is; at GitHub with GITHUB_TOKEN",
      },
      checksums: {
        kind: "text",
        value: "sha256",
        description: "What checksums.txt has to be: this very release, and none that is signed as well",
      },
      "no-run": { kind: "flag", description: "Start nothing, not even when all of it holds" },
      ...CONFIG,
    },
    positionals: ["FOLDER|URL|TAG"],
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
    options: CONFIG,
    run: async (args, terminal) => (await import("./audit.ts")).runAudit(args, terminal),
  },
  {
    name: "runtimes",
    description: "Bring and check the runtimes, so that building needs no network",
    options: {
      target: { kind: "list", value: "target", description: "Only this target; may be repeated" },
      host: { kind: "flag", description: "Only this machine's target" },
      all: { kind: "flag", description: "Every target there is, not only the configured ones" },
      ...CONFIG,
    },
    run: async (args, terminal) => (await import("./runtimes.ts")).runRuntimes(args, terminal),
  },
  {
    name: "pin",
    description: "Add a runtime, or move it to another version of Bun",
    options: {
      target: { kind: "list", value: "target", description: "Only this target; may be repeated" },
      ...CONFIG,
    },
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
      ...CONFIG,
    },
    positionals: ["new"],
    run: async (args, terminal) => (await import("./keys.ts")).runKeys(args, terminal),
  },
  {
    name: "clean",
    description: "Remove everything Slipway made in dist",
    options: CONFIG,
    run: async (args, terminal) => (await import("./clean.ts")).runClean(args, terminal),
  },
];
