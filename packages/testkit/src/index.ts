export { caught } from "./caught.ts";
export { type Checkout, freshCheckout } from "./checkout.ts";
export { foreignProject, HELLO, writeFiles } from "./foreign-project.ts";
export {
  GITHUB_TOKEN,
  githubForTest,
  type GithubOptions,
  type GithubServer,
  githubServer,
} from "./github/github-server.ts";
export type { Exchanged as GithubRequest, RequestHook as GithubHook } from "./github/exchange.ts";
export type { Misbehaviour, Mischief } from "./github/misbehaviour.ts";
export { type DownloadId, type OperationId, OPERATIONS } from "./github/operations.ts";
export type { RepositoryControl, SeededAsset, SeededRelease } from "./github/repository-control.ts";
export type {
  Asset as GithubAsset,
  GithubToken,
  Release as GithubRelease,
  Role as GithubRole,
} from "./github/world.ts";
export { expectGolden } from "./golden.ts";
export { type NpmRegistry, npmRegistry } from "./npm-registry.ts";
export { processesIn } from "./processes-in.ts";
export { mutate, type Random, seededRandom } from "./random.ts";
export {
  endOf,
  type Ran,
  runProgram,
  runSlipway,
  SLIPWAY_MAIN,
  type SlipwayPlace,
  type SlipwayProcess,
  startSlipway,
} from "./slipway-process.ts";
export { tempFolder } from "./temp-folder.ts";
export { sha256Of, treeState } from "./tree-state.ts";
