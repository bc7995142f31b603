/** Publishes the release in `dist`, as a table of contents: read, check, plan, do. */

import { type Env, step, type Sources } from "@slipway/build";
import type { Config } from "@slipway/config";
import type { Fault } from "@slipway/fault";

import { recoverRelease } from "../replace-release.ts";
import { carryOut, nameOf } from "./carry-out.ts";
import type { Destination } from "./destination.ts";
import { destinationOf } from "./destinations.ts";
import { type Journal, openJournal, writeJournal } from "./journal.ts";
import { PATIENCE, type Patience } from "./limits.ts";
import { expectNothingElse, localRelease } from "./local-release.ts";
import { planPublish, type PublishAction, type Publisher } from "./plan-publish.ts";
import { bytesProblems, cheapProblems, faultIn, inOne, problemsOf } from "./preflight.ts";
import { publishNotes } from "./publish-notes.ts";
import type { LocalRelease } from "./state.ts";
import { tryAgain } from "./try-again.ts";

export type PublishOptions = {
  readonly config: Config;
  readonly sources: Sources;
  /** Shows the plan and changes nothing, here or there. */
  readonly dryRun: boolean;
  /** Continues the draft of another publisher at once. */
  readonly takeOver: boolean;
  readonly patience?: Patience;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
};

/** One change, as people are told of it. */
export type PublishStep = {
  readonly kind: PublishAction["kind"];
  /** The file, or which draft or document. */
  readonly what: string;
  /** Of a file that is uploaded. */
  readonly sizeBytes?: number;
};

export type Published = {
  readonly version: string;
  readonly tag: string;
  readonly destination: string;
  /** Where people find it. */
  readonly address: string;
  /** What `slipway verify` is told to verify it. */
  readonly verify: string;
  readonly files: number;
  readonly track: LocalRelease["track"];
  /** What was to be done when it was first looked at. */
  readonly plan: readonly PublishStep[];
  /** How many changes were made; 0 when everything was there, and for a dry run. */
  readonly changes: number;
};

/**
 * Publishes, or finishes what an earlier try began, or finds that everything is done. Needs the lock of `dist`.
 *
 * @throws Fault of publishing; whatever stands in the way, all of it at once, before anything is changed.
 */
export async function publish(options: PublishOptions, env: Env): Promise<Published> {
  const { config, dryRun, takeOver, patience = PATIENCE, now = Date.now } = options;
  if (!dryRun) recoverRelease(env.dist);
  const local = localRelease(env.dist);
  const destination = await destinationOf(config, { env, patience });
  const journal = openJournal(env.dist, subjectOf(local, destination), env.variables);
  const self = publisherOf(journal, takeOver);
  const asking = { env, patience };
  const problems = await step(env, "checking", async () => [
    ...(await ownProblems(options, { local, env })),
    ...(await tryAgain(() => destination.problems(local), asking).catch(faultIn)),
  ]);
  const state =
    problems.length === 0
      ? await step(env, "looking", () => tryAgain(() => destination.look(local), asking))
      : undefined;
  const plan = state && planPublish({ local, remote: state, self, nowMs: now() });
  if (plan?.refusal !== undefined && (dryRun || plan.actions.length === 0)) throw plan.refusal;
  const isNothing = plan?.actions.length === 0;
  if (!isNothing) throwProblems(local, [...problems, ...(await bytesProblems(config, { local, env }))]);
  const done = plan === undefined || isNothing || dryRun ? 0 : await act();
  return {
    version: local.version,
    tag: local.tag,
    destination: destination.label,
    address: destination.address(local),
    verify: destination.verifiable(local),
    files: local.files.length,
    track: local.track,
    plan: plan?.actions.map(stepOf) ?? [],
    changes: done,
  };

  async function act(): Promise<number> {
    const notes = await publishNotes(options, env);
    let current = journal;
    writeJournal(env.dist, current);
    const text = { notes, marker: { publisher: self.id, checksums: local.checksums } };
    const digests = new Map(local.files.map(({ name, sha256 }) => [name, sha256]));
    function onUpload(name: string): void {
      current = { ...current, uploaded: { ...current.uploaded, [name]: digests.get(name) ?? "" } };
      writeJournal(env.dist, current);
    }
    const outcome = await carryOut({ destination, local, text, self, patience, now, onUpload }, env);
    return outcome.done;
  }
}

function stepOf(action: PublishAction): PublishStep {
  const { kind } = action;
  const size = kind === "upload" ? { sizeBytes: action.file.sizeBytes } : {};
  return { kind, what: nameOf(action), ...size };
}

function subjectOf(
  { version, commit, checksums }: LocalRelease,
  { label }: Destination,
): Pick<Journal, "destination" | "version" | "commit" | "checksums"> {
  return { destination: label, version, commit, checksums };
}

function publisherOf(journal: Journal, takeOver: boolean): Publisher {
  return { id: journal.publisher, uploaded: new Map(Object.entries(journal.uploaded)), takeOver };
}

/** What stands in the way on this side. */
async function ownProblems(
  options: PublishOptions,
  { local, env }: { readonly local: ReturnType<typeof localRelease>; readonly env: Env },
): Promise<readonly Fault[]> {
  return [
    ...(await cheapProblems(options, { local, env })),
    ...(await problemsOf(() => {
      expectNothingElse(local, env.dist);
    })),
    ...(await problemsOf(() => publishNotes(options, env))),
  ];
}

function throwProblems(local: LocalRelease, problems: readonly Fault[]): void {
  if (problems.length > 0) throw inOne(local.tag, problems);
}
