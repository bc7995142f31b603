/** What publishing is made of, for who measures it. */

export { carryOut, type Work } from "./carry-out.ts";
export { githubDestination } from "./github/github-destination.ts";
export { PATIENCE } from "./limits.ts";
export { localRelease } from "./local-release.ts";
