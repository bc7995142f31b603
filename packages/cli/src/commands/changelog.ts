/** `slipway changelog` */

import { isVersion } from "@slipway/manifest";
import { notesInput, planRelease, recordedArtifacts, releaseNotes } from "@slipway/release";

import type { Arguments } from "../arguments.ts";
import { cliFault } from "../faults.ts";
import { withSession } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runChangelog(args: Arguments, terminal: Terminal): Promise<void> {
  const named = namedVersion(args);
  const unreleased = args.flag("unreleased");
  await withSession(args, terminal, async ({ config, host, sources, env }) => {
    // Names of files are the same in all releases, and notes can be read before the tree is clean.
    const plan = planRelease(config, { sources, host, snapshot: true });
    const version = unreleased ? plan.version : (named ?? config.version);
    const artifacts = recordedArtifacts(env.dist, version);
    const input = notesInput({ config, plan }, { version, unreleased, artifacts });
    const notes = await releaseNotes(input, env);
    terminal.result(args.flag("json") ? `${JSON.stringify(notes, null, 2)}\n` : notes.text);
    if (artifacts.length === 0)
      terminal.log(
        `The table of files and sizes comes with the release, and dist has none of ${version} yet\n`,
      );
  });
}

function namedVersion(args: Arguments): string | undefined {
  const named = args.text("version");
  if (named === undefined) return undefined;
  if (args.flag("unreleased")) throw bad("--version and --unreleased exclude each other");
  if (!isVersion(named)) throw bad(`"${named}" is no version such as 1.2.3`);
  return named;
}

function bad(found: string): unknown {
  return cliFault("bad-arguments", {
    message: `Cannot run slipway changelog: ${found}`,
    hint: "See: slipway changelog --help",
  });
}
