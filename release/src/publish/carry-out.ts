/**
 * Brings a destination to where it should be: look, plan, do the first part of the plan, and look again. Nothing is
 * believed but what the destination shows; so it does not matter where an earlier try ended, or why.
 */

import { eachJob, type Env, step, throwIfInterrupted } from "@slipway/build";

import type { Destination, DraftText } from "./destination.ts";
import { isPassing, publishFault } from "./faults.ts";
import { LIMITS, type Patience } from "./limits.ts";
import { pause } from "./pause.ts";
import { planPublish, type PublishAction, type Publisher } from "./plan-publish.ts";
import type { LocalRelease, RemoteRelease, RemoteState } from "./state.ts";

export type Work = {
  readonly destination: Destination;
  readonly local: LocalRelease;
  readonly text: DraftText;
  readonly self: Publisher;
  readonly patience: Patience;
  /** Milliseconds since 1970: to judge how long a draft has been still. */
  readonly now: () => number;
  /** Ends when the draft is whole. */
  readonly isDraftOnly: boolean;
  /** Called before a file is uploaded. */
  readonly onUpload: (name: string) => void;
};

/** The kinds of actions that are done before it is looked at again. */
const PHASES: readonly { readonly title: string; readonly kinds: readonly PublishAction["kind"][] }[] = [
  { title: "taking over the draft", kinds: ["claim-draft"] },
  { title: "dropping the draft", kinds: ["drop-draft"] },
  { title: "making the draft", kinds: ["create-draft"] },
  { title: "removing what is not whole", kinds: ["remove-asset"] },
  { title: "uploading", kinds: ["upload"] },
  { title: "publishing", kinds: ["publish"] },
  { title: "updating the track", kinds: ["write-track"] },
];

type Progress = {
  failures: number;
  lateLooks: number;
  /** Keys of what the destination confirmed. */
  readonly confirmed: Set<string>;
  /** Keys of uploads that were confirmed and were wrong nevertheless: each is mended once. */
  readonly mended: Set<string>;
  done: number;
};

/**
 * Does what is missing until nothing is; resolves to what there is then and how much was done.
 *
 * @throws Fault: the refusal of the plan, or what went wrong once too often.
 */
export async function carryOut(
  work: Work,
  env: Env,
): Promise<{ readonly state: RemoteState; readonly done: number }> {
  const progress: Progress = { failures: 0, lateLooks: 0, confirmed: new Set(), mended: new Set(), done: 0 };
  for (;;) {
    throwIfInterrupted(env);
    try {
      const state = await step(env, "looking at the draft", () => work.destination.look(work.local));
      const isDone = await nextPhase(work, env, { state, progress });
      if (isDone) return { state, done: progress.done };
    } catch (error) {
      throwIfInterrupted(env);
      progress.failures += 1;
      if (!isPassing(error) || progress.failures > LIMITS.failures) throw error;
      env.report({ kind: "note", text: `${error instanceof Error ? error.message : ""}; trying again` });
      await pause(work.patience.baseMs * 2 ** (progress.failures - 1), env.signal);
    }
  }
}

/** True when nothing is left to do. */
async function nextPhase(
  work: Work,
  env: Env,
  { state, progress }: { readonly state: RemoteState; readonly progress: Progress },
): Promise<boolean> {
  const { local, self, isDraftOnly } = work;
  const input = { local, remote: state, self, nowMs: work.now(), isDraftOnly };
  const plan = planPublish(input);
  const phase = PHASES.find(({ kinds }) => plan.actions.some(({ kind }) => kinds.includes(kind)));
  if (phase === undefined) {
    if (plan.refusal !== undefined) throw plan.refusal;
    return true;
  }
  const actions = plan.actions.filter(({ kind }) => phase.kinds.includes(kind));
  const late = actions.filter((action) => contradicts(action, progress));
  if (late.length > 0 && progress.lateLooks < LIMITS.lateLooks) {
    progress.lateLooks += 1;
    await pause(work.patience.baseMs * progress.lateLooks, env.signal);
    return false;
  }
  if (late.some((action) => !mayMend(action, progress))) {
    // A draft that was taken over and is another publisher's again was taken from us.
    throw planPublish({ ...input, self: { ...self, takeOver: false } }).refusal ?? lateFault(work, late);
  }
  for (const action of late) progress.mended.add(uploadKeyOf(action));
  progress.lateLooks = 0;
  await doAll(work, env, { title: phase.title, actions, progress });
  return false;
}

/** All of them are tried; the first failure is thrown when all have ended. */
async function doAll(
  work: Work,
  env: Env,
  phase: { readonly title: string; readonly actions: readonly PublishAction[]; readonly progress: Progress },
): Promise<void> {
  const { title, actions, progress } = phase;
  const errors: unknown[] = [];
  await eachJob({ ...env, concurrency: LIMITS.uploadsAtOnce }, title, {
    jobs: actions,
    nameOf,
    run: async (action) => {
      try {
        await perform(action, work);
        confirm(action, progress);
        progress.done += 1;
        if (isStepForward(action)) progress.failures = 0;
      } catch (error) {
        if (!isPassing(error)) throw error;
        errors.push(error);
      }
    },
  });
  if (errors.length > 0) throw errors[0];
}

/** Whether what was confirmed would be done once more, or undone. */
function contradicts(action: PublishAction, { confirmed }: Progress): boolean {
  return confirmed.has(keyOf(action)) || confirmed.has(uploadKeyOf(action));
}

function mayMend(action: PublishAction, { confirmed, mended }: Progress): boolean {
  return !confirmed.has(keyOf(action)) && !mended.has(uploadKeyOf(action));
}

/** What undoes something makes it possible again. */
function confirm(action: PublishAction, { confirmed }: Progress): void {
  confirmed.add(keyOf(action));
  confirmed.delete(action.kind === "drop-draft" ? "create-draft" : uploadKeyOf(action));
}

/** The key of the upload that a removal undoes. */
function uploadKeyOf(action: PublishAction): string {
  return action.kind === "remove-asset" ? `upload ${action.draft.id} ${action.asset.name}` : "";
}

/** Clearing away what failed brings nothing nearer: otherwise a line that always breaks would be tried for ever. */
function isStepForward({ kind }: PublishAction): boolean {
  return kind !== "remove-asset" && kind !== "drop-draft";
}

async function perform(action: PublishAction, work: Work): Promise<void> {
  const { destination, local, text } = work;
  switch (action.kind) {
    case "drop-draft":
      return destination.dropDraft(action.draft);
    case "create-draft":
      return destination.createDraft(local, text);
    case "claim-draft":
      return destination.claimDraft(action.draft, text);
    case "remove-asset":
      return destination.removeAsset(action.draft, action.asset);
    case "upload":
      work.onUpload(action.file.name);
      return destination.upload(expected(action.draft), action.file);
    case "publish":
      return destination.publish(expected(action.draft), local, text);
    case "write-track":
      return destination.writeTrack(local);
  }
}

/** The draft is made, and seen, before anything is done in it. */
function expected(draft: RemoteRelease | undefined): RemoteRelease {
  if (draft === undefined) throw new Error("the draft is made in a phase of its own");
  return draft;
}

/** What tells an action that was confirmed from another one. */
function keyOf(action: PublishAction): string {
  switch (action.kind) {
    case "drop-draft":
    case "claim-draft":
      return `${action.kind} ${action.draft.id}`;
    case "remove-asset":
      return `${action.kind} ${action.asset.id}`;
    case "upload":
      return `${action.kind} ${action.draft?.id ?? ""} ${action.file.name}`;
    default:
      return action.kind;
  }
}

/** What people read in the progress. */
export function nameOf(action: PublishAction): string {
  switch (action.kind) {
    case "upload":
      return action.file.name;
    case "remove-asset":
      return action.asset.name;
    case "drop-draft":
      return "our second draft";
    case "create-draft":
      return "a new draft";
    case "claim-draft":
      return "the draft of another publisher";
    case "publish":
      return "the draft";
    case "write-track":
      return action.path;
  }
}

function lateFault({ local, destination }: Work, late: readonly PublishAction[]): unknown {
  return publishFault("publish-incomplete", {
    message: `Cannot publish ${local.tag}: ${destination.label} does not show what it has confirmed`,
    details: late.map(nameOf),
    hint: "Publish again in a few minutes; what is there is not uploaded twice",
  });
}
