/** Reads the JSON that a client posts. */

import { isJsonContentType } from "@modelcontextprotocol/server";

import { readBody } from "../../http/read-body.ts";
import { RPC_CODES, rpcRefused } from "./rpc-refusal.ts";

import type { HttpLimits } from "../../http/limits.ts";

export type ReadJson =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "refused"; readonly answer: Response };

/** Never rejects: whatever is no JSON is refused. */
export async function readJson(
  request: Request,
  limits: Pick<HttpLimits, "bodyBytes" | "bodyMs">,
): Promise<ReadJson> {
  if (!isJsonContentType(request.headers.get("content-type"))) {
    const message = "Cannot read the body: its Content-Type is not application/json";
    return { kind: "refused", answer: rpcRefused({ status: 415, code: RPC_CODES.refused, message }) };
  }
  const body = await readBody(request, limits);
  if (body.kind === "refused") {
    const { status, message, headers } = body.refusal;
    const code = status === 400 ? RPC_CODES.parseError : RPC_CODES.refused;
    return { kind: "refused", answer: rpcRefused({ status, code, message, headers }) };
  }
  try {
    return { kind: "json", value: JSON.parse(body.text) };
  } catch {
    const message = "Cannot read the body: it is not JSON, one JSON-RPC message is wanted";
    return { kind: "refused", answer: rpcRefused({ status: 400, code: RPC_CODES.parseError, message }) };
  }
}
