/** Answers of MCP endpoints that are errors of HTTP and of JSON-RPC at once. */

export type RpcRefusal = {
  readonly status: number;
  /** JSON-RPC's. */
  readonly code: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

/** JSON-RPC 2.0, section 5.1; the others are of the range it leaves to servers. */
export const RPC_CODES = { parseError: -32_700, refused: -32_000, sessionUnknown: -32_001 } as const;

/** For who comes when nobody can be sent away. */
export const FULL: RpcRefusal = {
  status: 503,
  code: RPC_CODES.refused,
  message: "Cannot begin a session: there are too many, try again later",
  headers: { "retry-after": "10" },
};

/** The answer to a request whose id is not known. */
export function rpcRefused({ status, code, message, headers }: RpcRefusal): Response {
  return Response.json(
    { jsonrpc: "2.0", error: { code, message }, id: null },
    { status, headers: headers ?? {} },
  );
}
