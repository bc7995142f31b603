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
  expect([answer.status, answer.headers.get("location")]).toEqual([303, entrance.home]);
  const [cookie = "", ...attributes] = answer.headers.get("set-cookie")?.split("; ") ?? [];
  expect(attributes).toEqual([`Path=${entrance.home}`, "HttpOnly", "SameSite=Strict"]);
  expect(cookie).toMatch(/^chatty=[\w-]{43}$/u);
  expect(entrance.path).not.toContain(cookie.slice("chatty=".length));
  expect(
    ask(entrance, `${entrance.home}runs/x`, { headers: { cookie: `a=1; ${cookie};b` } }),
  ).toBeUndefined();
  // Another server's, of the same browser.
  const other = createEntrance();
  expect(ask(other, other.home, { headers: { cookie } })?.status).toBe(403);
  expect(ask(entrance, entrance.home, { headers: { cookie: `x${cookie}` } })?.status).toBe(403);
});

test("createEntrance() has a folder that nobody else knows, so that browsers send the cookie to no other port", async () => {
  const entrance = createEntrance();
  expect(entrance.home).toMatch(/^\/[\w-]{43}\/$/u);
  expect(createEntrance().home).not.toBe(entrance.home);
  const [cookie = ""] = letIn(entrance).headers.get("set-cookie")?.split("; ") ?? [];
  for (const path of ["/", "/runs/x", entrance.home.slice(0, -2), `/x${entrance.home}`]) {
    const refused = ask(entrance, path, { headers: { cookie } });
    expect([path, refused?.status]).toEqual([path, 403]);
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
    expect(await refused?.text()).not.toContain(entrance.home);
  }
});

test("createEntrance() takes its key once, at one path, from who asks for the page", () => {
  const entrance = createEntrance();
  const elsewhere = entrance.path.replace("/?", "/runs/1?");
  const refused = [
    ask(entrance, elsewhere),
    ask(entrance, `${entrance.home}?key=`),
    ask(entrance, entrance.path.replace(entrance.home, "/")),
    ask(entrance, `${entrance.path}x`),
    ask(entrance, entrance.path, { method: "HEAD" }),
    ask(entrance, entrance.path, { method: "POST" }),
  ];
  expect(refused.map((answer) => answer?.status)).toEqual([403, 403, 403, 403, 403, 403]);
  expect(letIn(entrance).status).toBe(303);
  expect(letIn(entrance).status).toBe(403);
});
