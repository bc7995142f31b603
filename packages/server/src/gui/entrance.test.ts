import { expect, test } from "vitest";

import { createEntrance, type Entrance } from "./entrance.ts";

const ORIGIN = "http://127.0.0.1:7420";

function ask({ answer }: Entrance, path: string, init: RequestInit = {}): Response | undefined {
  return answer(new Request(`${ORIGIN}${path}`, init));
}

function letIn(entrance: Entrance): Response {
  return ask(entrance, entrance.path) ?? Response.error();
}

test("createEntrance() lets in by a cookie that no script can read and no other site sends", () => {
  const entrance = createEntrance();
  const answer = letIn(entrance);
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
  const [cookie = "", ...attributes] = answer.headers.get("set-cookie")?.split("; ") ?? [];
  expect(attributes).toEqual(["Path=/", "HttpOnly", "SameSite=Strict"]);
  expect(cookie).toMatch(/^chatty-7420=[\w-]{43}$/u);
  expect(entrance.path).not.toContain(cookie.slice("chatty-7420=".length));
  expect(ask(entrance, "/runs/x", { headers: { cookie: `a=1; ${cookie};b` } })).toBeUndefined();
  // Another server's, of the same browser.
  expect(ask(createEntrance(), "/", { headers: { cookie } })?.status).toBe(403);
  expect(ask(entrance, "/", { headers: { cookie: `x${cookie}` } })?.status).toBe(403);
});

test("createEntrance() takes its key once, at one path, from who asks for the page", () => {
  const entrance = createEntrance();
  const elsewhere = entrance.path.replace("/", "/runs/1");
  const refused = [
    ask(entrance, elsewhere),
    ask(entrance, "/?key="),
    ask(entrance, `${entrance.path}x`),
    ask(entrance, entrance.path, { method: "HEAD" }),
    ask(entrance, entrance.path, { method: "POST" }),
  ];
  expect(refused.map((answer) => answer?.status)).toEqual([403, 403, 403, 403, 403]);
  expect(letIn(entrance).status).toBe(303);
  expect(letIn(entrance).status).toBe(403);
});
