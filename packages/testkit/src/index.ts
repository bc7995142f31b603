export { caught } from "./caught.ts";
export { type Checkout, freshCheckout } from "./checkout.ts";
export { foreignProject, HELLO, writeFiles } from "./foreign-project.ts";
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
