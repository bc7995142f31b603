/** What a method takes that needs nothing. */

import { object, type Shape } from "@slipway/rpc";

// oxlint-disable-next-line typescript/no-generated-empty-object-type -- an object without members
export type NoParams = Readonly<Record<never, never>>;

export const noParams: Shape<NoParams> = object({});
