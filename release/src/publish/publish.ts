/** Publishes the release in `dist`, as a table of contents: read, check, plan, do, prove. */

import { type Env, step, type Sources } from "@slipway/build";
import type { Config } from "@slipway/config";
import type { Fault } from "@slipway/fault";

import { channelsOf, type Channels, type ChannelState } from "../channels/channels.ts";
import { recoverRelease } from "../replace-release.ts";
import type { Verification } from "../verify/verify.ts";
import { carryOut } from "./carry-out.ts";
import type { Destination } from "./destination.ts";
import { destinationOf } from "./destinations.ts";
import { type Journal, openJournal, writeJournal } from "./journal.ts";
import { PATIENCE, type Patience } from "./limits.ts";
import { expectNothingElse, localRelease } from "./local-release.ts";
import { planPublish, type PublishPlan, type Publisher } from "./plan-publish.ts";
import { bytesProblems, cheapProblems, faultIn, inOne, problemsOf } from "./preflight.ts";
import { publishNotes } from "./publish-notes.ts";
import { channelSteps, type PublishStep, stepOf } from "./publish-steps.ts";
import type { LocalRelease, RemoteState } from "./state.ts";
import { tryAgain } from "./try-again.ts";
import { verifyPublished } from "./verify-published.ts";

export type PublishOptions = {
  readonly config: Config;
  readonly sources: Sources;
  /** Shows the plan and changes nothing, here or there. */
  readonly dryRun: boolean;
  /** Ends when the draft is whole: nothing is published. */
  readonly isDraftOnly: boolean;
  /** Continues the draft of another publisher at once. */
  readonly takeOver: boolean;
  /** Verifies what is published, unless that was done. */
  readonly verify: boolean;
  readonly patience?: Patience;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
};

export type Published = {
  readonly version: string;
  readonly tag: string;
  readonly destination: string;
  readonly isPublished: boolean;
  /** Where people find it, once it is published. */
  readonly address: string;
  /** What `slipway verify` is told to verify it. */
  readonly verify: string;
  readonly files: number;
  readonly track: LocalRelease["track"];
  /** What was to be done when it was first looked at. */
  readonly plan: readonly PublishStep[];
  /** The channels that it ends with: what was to be done in each, or was done. */
  readonly channels: readonly ChannelState[];
  /** How many changes were made; 0 when everything was there, and for a dry run. */
  readonly changes: number;
  /** What a stranger can prove; undefined where nothing was verified this time. */
  readonly verification?: Verification;
};

/**
 * Publishes, or finishes what an earlier try began, or finds that everything is done. Needs the lock of `dist`.
 *
 * @throws Fault of publishing; whatever stands in the way, all of it at once, before anything is changed.
 */
export async function publish(options: PublishOptions, env: Env): Promise<Published> {
  const { config, dryRun, isDraftOnly, takeOver, patience = PATIENCE, now = Date.now } = options;
  if (!dryRun) recoverRelease(env.dist);
  const local = localRelease(env.dist);
  const destination = await destinationOf(config, { env, patience, dryRun });
  let journal = openJournal(env.dist, subjectOf(local, destination), env.variables);
  const self = publisherOf(journal, takeOver);
  const channels = channelsOf({ config, local, sources: options.sources, patience });
  const { state, plan, planned } = await firstLook(options, { local, destination, channels, self, env });
  const isProven = journal.isVerified && plan.actions.length === 0;
  if (!dryRun) note({ isVerified: isProven });
  const outcome = plan.actions.length === 0 || dryRun ? { state, done: 0 } : await act();
  const isUpdating = !dryRun && channelSteps(planned).length > 0;
  const updated = isUpdating ? await channels.carryOut(env) : planned;
  const isVerifying = options.verify && !isDraftOnly && !isProven;
  const verification = isVerifying && !dryRun ? await prove() : undefined;
  return {
    version: local.version,
    tag: local.tag,
    destination: destination.label,
    isPublished: outcome.state.published !== undefined,
    address: destination.address(local),
    verify: destination.verifiable(local),
    files: local.files.length,
    track: local.track,
    plan: [
      ...plan.actions.map(stepOf),
      ...channelSteps(planned),
      ...(isVerifying ? [{ kind: "verify", what: destination.verifiable(local) } as const] : []),
    ],
    channels: updated,
    changes: outcome.done + (isUpdating ? channelSteps(updated).length : 0),
    ...(verification === undefined ? {} : { verification }),
  };

  function note(change: Partial<Journal>): void {
    journal = { ...journal, ...change };
    writeJournal(env.dist, journal);
  }

  async function act(): ReturnType<typeof carryOut> {
    const notes = await publishNotes(options, env);
    const text = { notes, marker: { publisher: self.id, checksums: local.checksums } };
    const digests = new Map(local.files.map(({ name, sha256 }) => [name, sha256]));
    function onUpload(name: string): void {
      note({ uploaded: { ...journal.uploaded, [name]: digests.get(name) ?? "" } });
    }
    const work = { destination, local, text, self, patience, now, onUpload, isDraftOnly };
    return carryOut(work, env);
  }

  async function prove(): Promise<Verification> {
    const proven = await verifyPublished({ config, destination }, local, { env, patience });
    note({ isVerified: true });
    return proven;
  }
}

/** A draft is none of their business, and whoever makes it may have no rights there. */
const NO_CHANNELS = { states: [], problems: [] } as const;

/** What is there and what is to be done, once nothing stands in the way. */
async function firstLook(
  options: PublishOptions,
  found: {
    readonly local: ReturnType<typeof localRelease>;
    readonly destination: Destination;
    readonly channels: Channels;
    readonly self: Publisher;
    readonly env: Env;
  },
): Promise<{
  readonly state: RemoteState;
  readonly plan: PublishPlan;
  readonly planned: readonly ChannelState[];
}> {
  const { config, dryRun, isDraftOnly, patience = PATIENCE, now = Date.now } = options;
  const { local, destination, channels, self, env } = found;
  const asking = { env, patience };
  const { states: planned, problems: inChannels } = isDraftOnly ? NO_CHANNELS : await channels.plan(env);
  const problems = await step(env, "checking", async () => [
    ...(await ownProblems(options, { local, env })),
    ...(await tryAgain(() => destination.problems(local), asking).catch(faultIn)),
    ...inChannels,
  ]);
  if (problems.length > 0) throw inOne(local.tag, [...problems, ...(await bytesProblems(config, found))]);
  const state = await step(env, "looking", () => tryAgain(() => destination.look(local), asking));
  const plan = planPublish({ local, remote: state, self, nowMs: now(), isDraftOnly });
  if (plan.refusal !== undefined && (dryRun || plan.actions.length === 0)) throw plan.refusal;
  const wrong = plan.actions.length === 0 ? [] : await bytesProblems(config, found);
  if (wrong.length > 0) throw inOne(local.tag, wrong);
  return { state, plan, planned };
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
