/** Who is let in to the page: the browser that opened the printed address. Other users of this computer can reach it too. */

import { newSecret, secretCheck } from "../http/secret.ts";
import { failurePage } from "./failure-page.ts";
import { redirectTo } from "./page.ts";

export type Entrance = {
  /** The path of the printed address, with a key that is taken once. */
  readonly path: string;
  /** The answer to who has not been let in; undefined for who has. */
  readonly answer: (request: Request) => Response | undefined;
};

export function createEntrance(): Entrance {
  const [key, ticket] = [newSecret(), newSecret()];
  const [isKey, isTicket] = [secretCheck(key), secretCheck(ticket)];
  let isTaken = false;
  return {
    path: `/?key=${key}`,
    answer(request) {
      const { pathname, port, searchParams } = new URL(request.url);
      // Browsers have the same cookies for all ports of a host.
      const name = `chatty-${port}`;
      const shown = pathname === "/" ? searchParams.get("key") : null;
      if (cookiesOf(request, name).some(isTicket)) return shown === null ? undefined : redirectTo("/");
      if (isTaken || request.method !== "GET" || !isKey(shown ?? "")) return failurePage(403, NOT_LET_IN);
      isTaken = true;
      const response = redirectTo("/");
      response.headers.set("set-cookie", `${name}=${ticket}; Path=/; HttpOnly; SameSite=Strict`);
      return response;
    },
  };
}

function cookiesOf({ headers }: Request, name: string): readonly string[] {
  const cookies = (headers.get("cookie") ?? "").split(";").map((cookie) => cookie.trim());
  return cookies.flatMap((cookie) => (cookie.startsWith(`${name}=`) ? cookie.slice(name.length + 1) : []));
}

const NOT_LET_IN = {
  message:
    "Cannot show the page: this browser has not been let in, open the address that chatty gui has printed",
  hint: "It lets in one browser. For another one, start chatty gui again",
};
