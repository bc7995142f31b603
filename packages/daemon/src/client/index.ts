/** For programs that work with chatty-daemon: what they can do better than by its methods alone. */

export { followOutput, type FollowOutputOptions } from "./follow-output.ts";
export { readOutput, type ReadOutputOptions } from "./read-output.ts";
