/** Everything a client may ask for, behind its declaration. */

import { implement, type Served } from "@slipway/rpc";

import { daemonProtocol } from "../protocol/protocol.ts";
import { accountsMethods } from "./accounts-methods.ts";
import { runsMethods } from "./runs-methods.ts";
import { type StatusMethodsOptions, statusMethods } from "./status-methods.ts";

export function allMethods(options: StatusMethodsOptions): Served {
  return implement(daemonProtocol, {
    ...statusMethods(options),
    ...runsMethods(options.work),
    ...accountsMethods(options.work),
  });
}
