/** The fault of an input that does not hold. */

import { chattyFault } from "../faults.ts";

import type { Fault } from "@slipway/fault";

/** Fault `invalid-input`; `details` has a line for each field: what was found, what is wanted. */
export function invalidInput(command: { readonly name: string }, details: readonly string[]): Fault {
  return chattyFault("invalid-input", {
    message: `Cannot run "${command.name}": its input does not hold`,
    details,
    hint: `See what it takes with: chatty run ${command.name} --help`,
  });
}
