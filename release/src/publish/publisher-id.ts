/** What a publisher calls itself at a destination: no two are the same, and a workflow's says which run it is of. */

import { randomBytes } from "node:crypto";

type Variables = Readonly<Record<string, string | undefined>>;

const NUMBER = /^\d{1,20}$/u;
const OF_RUN = /^run-(?<run>\d+)-(?<attempt>\d+)-/u;

/**
 * A new publisher. A workflow's has the run and the attempt in it (docs.github.com, "Default environment variables"),
 * for the legs of a matrix and jobs beside each other are not one, while attempts come one after the other.
 */
export function publisherId(variables: Variables): string {
  const { GITHUB_ACTIONS, GITHUB_RUN_ID: run = "", GITHUB_RUN_ATTEMPT: attempt = "" } = variables;
  const own = randomBytes(8).toString("hex");
  if (GITHUB_ACTIONS !== "true" || !NUMBER.test(run)) return own;
  return `run-${run}-${NUMBER.test(attempt) ? attempt : "1"}-${own}`;
}

/** Whether a publisher is of the workflow's run that this is; outside workflows every one is. */
export function isOfRun(publisher: string, { GITHUB_ACTIONS, GITHUB_RUN_ID }: Variables): boolean {
  return GITHUB_ACTIONS !== "true" || publisher.startsWith(`run-${GITHUB_RUN_ID}-`);
}

/** Whether a publisher is a workflow's, whose draft may wait for a review. */
export function isOfWorkflow(publisher: string): boolean {
  return OF_RUN.test(publisher);
}

/** Whether a publisher is of an earlier attempt of our own run: it has ended, and what it left is ours. */
export function isEarlierAttempt(publisher: string, self: string): boolean {
  const [theirs, ours] = [OF_RUN.exec(publisher)?.groups, OF_RUN.exec(self)?.groups];
  if (theirs === undefined || ours === undefined || theirs["run"] !== ours["run"]) return false;
  return Number(theirs["attempt"]) < Number(ours["attempt"]);
}
