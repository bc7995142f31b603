import { expect, test } from "vitest";

import { beginSession, openStream } from "./testing/http-session.ts";
import { CALL, serveEndless } from "./testing/serve-endless.ts";

const JSON_TYPE = { "content-type": "application/json", accept: "application/json, text/event-stream" };

const BODY = JSON.stringify(CALL);

type SseClient = { readonly post: (body: string) => Promise<Response>; readonly close: () => void };

async function sseClient(origin: string): Promise<SseClient> {
  const stream = await openStream(`${origin}/sse`);
  const path = /data: (?<path>\S+)/u.exec(await stream.until("\n\n"))?.groups?.["path"];
  const post = (body: string): Promise<Response> =>
    fetch(`${origin}${path}`, { method: "POST", body, headers: JSON_TYPE });
  return { post, close: stream.close };
}

test("a session that its client ends in the middle of a call is no bug", async () => {
  const { origin, begun, runEnded } = serveEndless();
  const headers = await beginSession(origin);
  await openStream(`${origin}/mcp`, { method: "POST", body: BODY, headers: { ...JSON_TYPE, ...headers } });
  await begun;
  expect((await fetch(`${origin}/mcp`, { method: "DELETE", headers })).status).toBe(200);
  expect(await runEnded).not.toContain(" error ");
});

test("a client of /sse that goes away in the middle of a call is no bug", async () => {
  const { origin, begun, runEnded } = serveEndless();
  const client = await sseClient(origin);
  await client.post(BODY);
  await begun;
  client.close();
  expect(await runEnded).not.toContain(" error ");
});

test("a cancelled call of /sse is not waited for, nor two under one id when their client goes away", async () => {
  const { origin, begun, stop } = serveEndless({ listening: { limits: { drainMs: 600_000 } } });
  const cancel = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: CALL.id } };
  const cancelling = await sseClient(origin);
  await cancelling.post(BODY);
  await begun;
  await cancelling.post(JSON.stringify(cancel));
  const leaving = await sseClient(origin);
  await leaving.post(BODY);
  await leaving.post(BODY);
  leaving.close();
  await stop();
});
