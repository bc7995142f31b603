/** The error member of an answer. */

import { isObject, type Json } from "../json.ts";
import { type ErrorSource, RpcError } from "../rpc-error.ts";
import { integer, string } from "../shapes/scalars.ts";
import { misshapen, placeIn, rootPlace } from "../shapes/shape.ts";

const PLACE = rootPlace("error", "leave-out");
const CODE = integer();
const MESSAGE = string();

/** The error that a peer answered with. @throws ShapeError when it is none */
export function readError(error: unknown, source: ErrorSource): RpcError {
  if (!isObject(error)) throw misshapen("an object", error, PLACE);
  const member = {
    code: CODE.read(error["code"], placeIn(PLACE, "code")),
    message: MESSAGE.read(error["message"], placeIn(PLACE, "message")),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it came out of a JSON text
    data: error["data"] as Json | undefined,
  };
  return new RpcError(member, source);
}
