/** Publishes the release in `dist`, as a table of contents: read, check, plan, do, prove. */

import { type Env, step, type Sources } from "@slipway/build";
import type { Config } from "@slipway/config";
import type { Fault } from "@slipway/fault";

import { type ChannelOutcome, channelsOf, type Channels, type ChannelState } from "../channels/channels.ts";
import { fileAddress } from "../notes/install-lines.ts";
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
import { keepPublishedList } from "./published-list.ts";
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
  /** The address that its files have for people, with {file}; undefined where none is known. */
  readonly downloads: string | undefined;
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
 * Publishes, or finishes what an earlier try began, or finds that everything is done; and verifies what is published,
 * unless that was done. Needs the lock of `dist`.
 *
 * @throws Fault of publishing; whatever stands in the way, all of it at once, before anything is changed. That of a
 *   channel comes at the end where the release is published, once that is proven.
 */
export async function publish(options: PublishOptions, env: Env): Promise<Published> {
  const { config, dryRun, isDraftOnly, takeOver, patience = PATIENCE, now = Date.now } = options;
  if (!dryRun) recoverRelease(env.dist);
  const local = localRelease(env.dist);
  const destination = await destinationOf(config, { env, patience, dryRun });
  let journal = openJournal(env.dist, subjectOf(local, destination), env.variables);
  const self = publisherOf(journal, takeOver);
  const channels = channelsOf({ config, local, sources: options.sources, patience });
  const first = await firstLook(options, { local, destination, channels, self, env });
  const { state, plan } = first;
  const isProven = journal.isVerified && plan.actions.length === 0;
  if (!dryRun) noteProof(isProven);
  const outcome = plan.actions.length === 0 || dryRun ? { state, done: 0 } : await act();
  const isUpdating = !dryRun && channelSteps(first.channels.states).length > 0;
  const updated = isUpdating ? await channels.carryOut(env) : first.channels;
  tell(updated.problems, env);
  const isVerifying = !isDraftOnly && !isProven;
  const verification = isVerifying && !dryRun ? await prove() : undefined;
  if (updated.problems[0] !== undefined) throw updated.problems[0];
  return {
    ...whereabouts(local, { destination, config }),
    isPublished: outcome.state.published !== undefined,
    plan: [
      ...plan.actions.map(stepOf),
      ...channelSteps(first.channels.states),
      ...(isVerifying ? [{ kind: "verify", what: destination.verifiable(local) } as const] : []),
    ],
    channels: updated.states,
    changes: outcome.done + (isUpdating ? channelSteps(updated.states).length : 0),
    ...(verification === undefined ? {} : { verification }),
  };

  function note(change: Partial<Journal>): void {
    journal = { ...journal, ...change };
    writeJournal(env.dist, journal);
  }

  function noteProof(proven: boolean): void {
    note({ isVerified: proven });
    keepPublishedList(env.dist, local, { isProven: proven });
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
    noteProof(true);
    return proven;
  }
}

/** What is published, and where. */
function whereabouts(
  local: LocalRelease,
  { destination, config }: { readonly destination: Destination; readonly config: Config },
): Omit<Published, "isPublished" | "plan" | "channels" | "changes" | "verification"> {
  const { label, address, verifiable } = destination;
  return {
    version: local.version,
    tag: local.tag,
    destination: label,
    address: address(local),
    downloads: fileAddress(config, { version: local.version, file: "{file}" }),
    verify: verifiable(local),
    files: local.files.length,
    track: local.track,
  };
}

/** What is published is proven whatever becomes of its channels; they are at fault at the end. */
function tell(problems: readonly Fault[], env: Env): void {
  for (const { message } of problems)
    env.report({
      kind: "note",
      text: `${message}; the release itself is published, publish again for its channels`,
    });
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
  /** Of a release that is published already, what stands in the way in channels stops nothing else. */
  readonly channels: ChannelOutcome;
}> {
  const { config, dryRun, isDraftOnly, patience = PATIENCE, now = Date.now } = options;
  const { local, destination, channels, self, env } = found;
  const asking = { env, patience };
  const planned = isDraftOnly ? NO_CHANNELS : await channels.plan(env);
  const problems = [
    ...(await step(env, "checking the project", () => ownProblems(options, { local, env }))),
    ...(await step(env, "asking the destination", () =>
      tryAgain(() => destination.problems(local), asking).catch(faultIn),
    )),
  ];
  function stopAt(wrong: readonly Fault[]): void {
    if (wrong.length > 0) throw inOne(local.tag, wrong);
  }
  if (problems.length > 0) stopAt([...problems, ...planned.problems]);
  const state = await step(env, "looking at what is published", () =>
    tryAgain(() => destination.look(local), asking),
  );
  if (state.published === undefined) stopAt(planned.problems);
  const plan = planPublish({ local, remote: state, self, nowMs: now(), isDraftOnly });
  if (plan.refusal !== undefined && (dryRun || plan.actions.length === 0)) throw plan.refusal;
  // Reading the release takes long: what is wrong elsewhere is told before.
  if (plan.actions.length > 0) stopAt(await bytesProblems(config, found));
  return { state, plan, channels: planned };
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
