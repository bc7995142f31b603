/** Where the browser comes back to: a server on 127.0.0.1 that takes one answer (RFC 8252, section 7.3). */

import { timingSafeEqual } from "node:crypto";

export type LoopbackRedirect = {
  readonly uri: string;
  /** Resolves with the parameters once the browser, or somebody for it, brought them. */
  readonly arrived: Promise<URLSearchParams>;
  /** Takes parameters that were brought another way; false when they are of another login. */
  readonly accept: (parameters: URLSearchParams) => boolean;
  readonly close: () => void;
};

const PATH = "/callback";
const HOST = "127.0.0.1";

/** Every connection ends with its answer, so that stopping the server, which waits for answers, ends it. */
const HEADERS = {
  connection: "close",
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/** Listens on a port that nobody else has. Requests without this `state` change nothing; the first with it is the last. */
export function loopbackRedirect(state: string): LoopbackRedirect {
  const { promise: arrived, resolve } = Promise.withResolvers<URLSearchParams>();
  let isTaken = false;

  function accept(parameters: URLSearchParams): boolean {
    if (isTaken || !hasState(parameters, state)) return false;
    isTaken = true;
    resolve(parameters);
    return true;
  }

  const server = Bun.serve({
    hostname: HOST,
    port: 0,
    fetch(request) {
      const url = new URL(request.url);
      // A page elsewhere whose name was pointed at this machine would send another host.
      if (request.headers.get("host") !== `${HOST}:${server.port}`)
        return page(400, "This address is not known here.");
      if (url.pathname !== PATH) return page(404, "There is nothing here.");
      if (request.method !== "GET")
        return page(405, "This is only for browsers that come back from a login.");
      if (!accept(url.searchParams))
        return page(400, "This login is not the one that was started, or is over.");
      void server.stop();
      const isGranted = url.searchParams.has("code");
      return page(
        200,
        isGranted ? "You are logged in as soon as the program says so." : "The login was not granted.",
      );
    },
  });
  return {
    uri: `http://${HOST}:${server.port}${PATH}`,
    arrived,
    accept,
    close: () => void server.stop(),
  };
}

/** One state only, compared without telling by the time it takes how much of it is right. */
function hasState(parameters: URLSearchParams, state: string): boolean {
  const [given, ...more] = parameters.getAll("state");
  if (given === undefined || more.length > 0) return false;
  const [left, right] = [Buffer.from(given), Buffer.from(state)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function page(status: number, sentence: string): Response {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Login</title>
<p>${sentence}</p><p>You can close this window.</p></html>
`;
  return new Response(html, { status, headers: HEADERS });
}
