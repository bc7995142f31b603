/** What clients of both revisions of MCP open with, and add to their requests. */

export type Era = {
  readonly name: "2025-11-25" | "2026-07-28";
  /** The first request, and what follows its answer. */
  readonly opening: { readonly method: string; readonly params: object };
  readonly opened: readonly object[];
  /** In the `_meta` of every request. */
  readonly meta: Readonly<Record<string, unknown>>;
};

const CLIENT = { name: "test", version: "1" };

const ENVELOPE = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": CLIENT,
  "io.modelcontextprotocol/clientCapabilities": {},
};

export const OLD_ERA: Era = {
  name: "2025-11-25",
  opening: {
    method: "initialize",
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: CLIENT },
  },
  opened: [{ method: "notifications/initialized" }],
  meta: {},
};

export const NEW_ERA: Era = {
  name: "2026-07-28",
  opening: { method: "server/discover", params: { _meta: ENVELOPE } },
  opened: [],
  meta: ENVELOPE,
};

export const ERAS: readonly (readonly [string, Era])[] = [OLD_ERA, NEW_ERA].map((era) => [era.name, era]);
