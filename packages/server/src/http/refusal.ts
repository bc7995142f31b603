/** A request that is not let in, and why. */

export type Refusal = {
  readonly status: 400 | 401 | 403 | 404 | 405 | 408 | 413 | 415 | 500 | 503;
  /** In kebab case, for programs. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The refusal as an answer: `{"error": {"code", "message", "hint"}}`. */
export function refused({ status, code, message, hint, headers }: Refusal): Response {
  return Response.json({ error: { code, message, hint } }, { status, headers: { ...NO_STORE, ...headers } });
}

const NO_STORE = { "cache-control": "no-store", "x-content-type-options": "nosniff" };
