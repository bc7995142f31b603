/** Computes, without any effect, what is to be done so that a destination has a release, whole and published. */

import type { Fault } from "@slipway/fault";

import { publishFault } from "./faults.ts";
import { isSame, isWhole } from "./expect-draft.ts";
import { LIMITS } from "./limits.ts";
import { isEarlierAttempt, isOfWorkflow } from "./publisher-id.ts";
import type { LocalFile, LocalRelease, RemoteAsset, RemoteRelease, RemoteState } from "./state.ts";
import { mayReplace, trackPath } from "./track-document.ts";

export type PublishAction =
  | { readonly kind: "drop-draft"; readonly draft: RemoteRelease }
  | { readonly kind: "create-draft" }
  | { readonly kind: "claim-draft"; readonly draft: RemoteRelease }
  | { readonly kind: "remove-asset"; readonly draft: RemoteRelease; readonly asset: RemoteAsset }
  /** Into a draft that is to be made where it is undefined. */
  | { readonly kind: "upload"; readonly draft: RemoteRelease | undefined; readonly file: LocalFile }
  | { readonly kind: "publish"; readonly draft: RemoteRelease | undefined }
  | {
      readonly kind: "write-track";
      /** Of the document, from the destination's root. */ readonly path: string;
    };

export type PublishPlan = {
  /** In the order in which they are done. With a refusal, only what is to be cleared away before. */
  readonly actions: readonly PublishAction[];
  readonly refusal: Fault | undefined;
};

/** Who publishes, and what it remembers of earlier tries. */
export type Publisher = {
  readonly id: string;
  /** Digests of the files that it uploaded or began to, by name. */
  readonly uploaded: ReadonlyMap<string, string>;
  /** Continues the draft of another publisher at once. */
  readonly takeOver: boolean;
};

export type PublishInput = {
  readonly local: LocalRelease;
  readonly remote: RemoteState;
  readonly self: Publisher;
  readonly nowMs: number;
  /** Nothing is to be done that others see. */
  readonly isDraftOnly: boolean;
};

/** Plans from what there is and what is wanted; nothing else, and no earlier plan, has a say. */
export function planPublish(input: PublishInput): PublishPlan {
  const { actions, refusal } = planAll(input);
  if (!input.isDraftOnly) return { actions, refusal };
  return { actions: actions.filter(({ kind }) => kind !== "publish" && kind !== "write-track"), refusal };
}

function planAll(input: PublishInput): PublishPlan {
  const { local, remote, self } = input;
  const { published } = remote;
  const track = trackActions(local, remote);
  if (track.refusal !== undefined) return track;
  if (published !== undefined) {
    const problems = publishedProblems(local.files, published.assets);
    if (problems.length > 0) return refused(publishedFault(local, problems));
    const own = remote.drafts.filter((draft) => isOwn(draft, self) && foreignIn(draft, input).length === 0);
    return planned([...own.map((draft) => ({ kind: "drop-draft", draft }) as const), ...track.actions]);
  }
  if (remote.tagCommit !== undefined && remote.tagCommit !== local.commit)
    return refused(tagFault(local, remote.tagCommit));
  const draft = draftActions(input);
  if (draft.refusal !== undefined) return draft;
  return planned([...draft.actions, { kind: "publish", draft: draft.chosen }, ...track.actions]);
}

type DraftPlan = PublishPlan & { readonly chosen?: RemoteRelease | undefined };

/** The oldest of our own drafts is used, unless one of another publisher was there before, or it is of other bytes. */
function draftActions(input: PublishInput): DraftPlan {
  const { local, remote, self } = input;
  const [own, ...duplicates] = remote.drafts.filter((draft) => isOwn(draft, self));
  const earlier = own === undefined ? remote.drafts : remote.drafts.slice(0, remote.drafts.indexOf(own));
  const active = earlier.find((draft) => !mayContinue(draft, input));
  if (active !== undefined) {
    const untouched = [own, ...duplicates].filter(
      (draft) => draft !== undefined && foreignIn(draft, input).length === 0,
    );
    const actions = untouched.flatMap((draft) =>
      draft === undefined ? [] : [{ kind: "drop-draft", draft } as const],
    );
    return { actions, refusal: otherFault(input, active) };
  }
  const chosen = own ?? earlier[0];
  if (chosen === undefined) return planned(newDraftActions(local));
  const foreign = foreignIn(chosen, input);
  if (foreign.length > 0) return refused(foreignFault(local, foreign));
  const spare = duplicates.filter((draft) => foreignIn(draft, input).length === 0);
  const before = [
    ...(chosen.marker?.publisher === self.id ? [] : [{ kind: "claim-draft", draft: chosen } as const]),
    ...spare.map((draft) => ({ kind: "drop-draft", draft }) as const),
  ];
  // Whoever may still be about to publish the other bytes finds no draft then.
  if (chosen.marker?.checksums !== local.checksums)
    return planned([...before, { kind: "drop-draft", draft: chosen }, ...newDraftActions(local)]);
  return { ...planned([...before, ...fileActions(chosen, local.files)]), chosen };
}

function newDraftActions({ files }: LocalRelease): readonly PublishAction[] {
  return [
    { kind: "create-draft" },
    ...files.map((file) => ({ kind: "upload", draft: undefined, file }) as const),
  ];
}

function fileActions(draft: RemoteRelease, files: readonly LocalFile[]): readonly PublishAction[] {
  const isSound = (asset: RemoteAsset): boolean => files.some((file) => isSame(file, asset));
  return [
    ...draft.assets
      .filter((asset) => !isSound(asset))
      .map((asset) => ({ kind: "remove-asset", draft, asset }) as const),
    ...files
      .filter((file) => !draft.assets.some((asset) => isSame(file, asset)))
      .map((file) => ({ kind: "upload", draft, file }) as const),
  ];
}

/** What earlier attempts of our own run left is ours as well. */
function isOwn({ marker }: RemoteRelease, { id }: Publisher): boolean {
  return marker !== undefined && (marker.publisher === id || isEarlierAttempt(marker.publisher, id));
}

/** A draft that people made is theirs; one of another publisher is free when that one is gone. */
function mayContinue(draft: RemoteRelease, input: PublishInput): boolean {
  const { self, nowMs } = input;
  if (draft.marker === undefined) return false;
  return (
    self.takeOver || nowMs - draft.touchedMs > (mayGoOn(draft, input) ? LIMITS.wholeIdleMs : LIMITS.idleMs)
  );
}

/** A whole draft of these very bytes waits for whoever publishes it; that of a workflow for its own run. */
function mayGoOn(draft: RemoteRelease, { local, self }: PublishInput): boolean {
  const isOfPeople = ![draft.marker?.publisher ?? "", self.id].some(isOfWorkflow);
  return isOfPeople && isWaiting(draft, local);
}

function isWaiting(draft: RemoteRelease, local: LocalRelease): boolean {
  return draft.marker?.checksums === local.checksums && isWhole(draft, local);
}

/** Files of a draft that are neither of this release nor what we uploaded earlier. */
function foreignIn(draft: RemoteRelease, { local, self }: PublishInput): readonly string[] {
  const foreign = draft.assets.filter(({ name, sha256 }) => {
    if (local.files.some((file) => file.name === name)) return false;
    const uploaded = self.uploaded.get(name);
    return uploaded === undefined || (sha256 ?? uploaded) !== uploaded;
  });
  return foreign.map(({ name }) => name);
}

/** What was published stays as it is; files that others added to it are theirs. */
function publishedProblems(files: readonly LocalFile[], assets: readonly RemoteAsset[]): readonly string[] {
  return files.flatMap((file) => {
    const asset = assets.find(({ name }) => name === file.name);
    if (asset === undefined) return [`${file.name}: it is not among the published files`];
    if (isSame(file, asset)) return [];
    return [`${file.name}: published with SHA-256 ${asset.sha256 ?? "unknown"}, here ${file.sha256}`];
  });
}

/** The document never goes backwards, and a later revision of the same version is not undone. */
function trackActions(local: LocalRelease, { trackDocument }: RemoteState): PublishPlan {
  if (local.manifest === undefined) return planned([]);
  const path = trackPath(local);
  if (trackDocument === undefined) return planned([{ kind: "write-track", path }]);
  const { version } = trackDocument;
  if (version === undefined) {
    return refused(
      publishFault("track-foreign", {
        message: `Cannot publish ${local.tag}: "${path}" is there and is no manifest`,
        hint: "See what it is, and move it away",
      }),
    );
  }
  return planned(mayReplace(trackDocument, local) ? [{ kind: "write-track", path }] : []);
}

function planned(actions: readonly PublishAction[]): PublishPlan {
  return { actions, refusal: undefined };
}

function refused(refusal: Fault): PublishPlan {
  return { actions: [], refusal };
}

function publishedFault({ tag }: LocalRelease, details: readonly string[]): Fault {
  return publishFault("already-published", {
    message: `Cannot publish ${tag}: it is published already, with other files`,
    details,
    hint: "A published release never changes: raise the version, or build the commit that was published",
  });
}

function tagFault({ tag, commit }: LocalRelease, found: string): Fault {
  return publishFault("tag-elsewhere", {
    message: `Cannot publish ${tag}: the tag is on commit ${found}, this release is of ${commit}`,
    hint: "Check out the tag and make the release of it, or raise the version",
  });
}

function foreignFault({ tag }: LocalRelease, details: readonly string[]): Fault {
  return publishFault("foreign-asset", {
    message: `Cannot publish ${tag}: the draft has files that are not of this release`,
    details,
    hint: "Remove them from the draft by hand, or delete the draft; then publish again",
  });
}

function otherFault(input: PublishInput, draft: RemoteRelease): Fault {
  const { tag } = input.local;
  const { marker, author, touchedMs } = draft;
  const when = new Date(touchedMs).toISOString();
  if (marker === undefined) {
    return publishFault("other-publisher", {
      message: `Cannot publish ${tag}: "${author}" made a draft of it by hand, last changed ${when}`,
      hint: "Delete that draft, then publish again",
    });
  }
  const found = isWaiting(draft, input.local)
    ? `a draft that "${author}" made as ${marker.publisher} is whole and waits, last changed ${when}`
    : `"${author}" is publishing it as ${marker.publisher}, last seen ${when}`;
  return publishFault("other-publisher", {
    message: `Cannot publish ${tag}: ${found}`,
    hint: mayGoOn(draft, input)
      ? "Publish again in a minute, which goes on from it; at once: publish --take-over"
      : "Wait for it to end. If it is gone, continue what it left: publish --take-over",
  });
}
