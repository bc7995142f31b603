/** What goes wrong on purpose, and at which request. */

import type { DownloadId, OperationId } from "./operations.ts";

export type Mischief =
  /** The request has no effect and is answered with an error as GitHub words it; 502 is a page of HTML. */
  | {
      readonly kind: "refuse";
      readonly status: 401 | 403 | 404 | 409 | 422 | 500 | 502 | 503;
      /** An upload leaves an asset in the state "starter", as GitHub documents for 502. */
      readonly leavesStarter?: boolean;
    }
  /** 403 or 429, no requests left until `resetInS` seconds from now (default -1: they are back already). */
  | { readonly kind: "rate-limit"; readonly status?: 403 | 429; readonly resetInS?: number }
  /** 403 or 429, too fast, with `retry-after` (default 1: octokit takes 0 for unknown and waits a minute). */
  | { readonly kind: "secondary-limit"; readonly status?: 403 | 429; readonly retryAfterS?: number }
  /** The connection is reset before the body is read, in the middle of it, or after it; no effect but a "starter". */
  | { readonly kind: "reset"; readonly at: "start" | "middle" | "end" }
  /** The request has its effect, and the answer is an error or a reset connection. */
  | { readonly kind: "landed"; readonly answers: 500 | 502 | "reset" }
  /** An upload is stored, or a download served, with one bit changed or one byte less. */
  | { readonly kind: "wrong-bytes"; readonly how: "flipped" | "truncated" }
  /** A list, or a release, is without its newest entries or assets (default 1). */
  | { readonly kind: "late"; readonly hiddenCount?: number }
  /** The answer begins only after a while. */
  | { readonly kind: "slow"; readonly delayMs: number }
  /** Half of the answer arrives, and then nothing until the server is closed. */
  | { readonly kind: "stall" }
  /** Half of the answer arrives, then the connection is reset, or it ends as if that were all. */
  | { readonly kind: "cut"; readonly ends: "reset" | "regularly" }
  /** The answer redirects to itself. */
  | { readonly kind: "redirect-loop" };

/** Which requests: those that match everything named, counted from when the misbehaviour was set. */
export type Misbehaviour = {
  /** Any, when absent. */
  readonly operation?: OperationId | DownloadId;
  /** The name of the file that is uploaded or downloaded. */
  readonly assetName?: string;
  /** The first matching request that goes wrong, from 1 (default 1). */
  readonly nth?: number;
  /** How many do from there (default 1). */
  readonly times?: number;
  readonly does: Mischief;
};

export type Misbehaviours = {
  readonly add: (misbehaviour: Misbehaviour) => void;
  readonly clear: () => void;
  /** Counts a request and tells what goes wrong with it. When several match, the one set first decides. */
  readonly next: (request: {
    readonly operation: OperationId | DownloadId;
    readonly assetName: string;
  }) => Mischief | undefined;
  /** Those that no request has met yet: a test that expected them proved nothing. */
  readonly unused: () => readonly Misbehaviour[];
};

export function misbehaviours(): Misbehaviours {
  let set: { readonly what: Misbehaviour; matched: number; used: boolean }[] = [];
  return {
    add: (what) => {
      set.push({ what, matched: 0, used: false });
    },
    clear: () => {
      set = [];
    },
    next: ({ operation, assetName }) => {
      let decided: Mischief | undefined;
      for (const entry of set) {
        const { what } = entry;
        if (what.operation !== undefined && what.operation !== operation) continue;
        if (what.assetName !== undefined && what.assetName !== assetName) continue;
        entry.matched += 1;
        const first = what.nth ?? 1;
        if (decided !== undefined || entry.matched < first || entry.matched >= first + (what.times ?? 1))
          continue;
        entry.used = true;
        decided = what.does;
      }
      return decided;
    },
    unused: () => set.filter(({ used }) => !used).map(({ what }) => what),
  };
}
