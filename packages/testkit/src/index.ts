export { caught } from "./caught.ts";
export { type Checkout, freshCheckout } from "./checkout.ts";
export { expectGolden } from "./golden.ts";
export { mutate, type Random, seededRandom } from "./random.ts";
export { tempFolder } from "./temp-folder.ts";
