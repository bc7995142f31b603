/** Who is let in to the page: the browser that opened the printed address. Other users of this computer can reach it too. */

import { newSecret, secretCheck } from "../http/secret.ts";
import { failurePage } from "./failure-page.ts";
import { redirectTo } from "./page.ts";

export type Entrance = {
  /**
   * The folder that the page is in, with a slash at both ends. Browsers send a cookie to every port of its host, but
   * to its own folder alone: no other user's server knows of this one.
   */
  readonly home: string;
  /** The path of the printed address, with a key that is taken once. */
  readonly path: string;
  /** The answer to who has not been let in; undefined for who has. */
  readonly answer: (request: Request) => Response | undefined;
};

export function createEntrance(): Entrance {
  const [place, key, ticket] = [newSecret(), newSecret(), newSecret()];
  const [isPlace, isKey, isTicket] = [secretCheck(place), secretCheck(key), secretCheck(ticket)];
  const home = `/${place}/`;
  let isTaken = false;
  return {
    home,
    path: `${home}?key=${key}`,
    answer(request) {
      const { pathname, searchParams } = new URL(request.url);
      if (!isPlace(pathname.split("/")[1] ?? "")) return failurePage(403, NOT_LET_IN);
      const shown = pathname === home ? searchParams.get("key") : null;
      if (ticketsOf(request).some(isTicket)) return shown === null ? undefined : redirectTo(home);
      if (isTaken || request.method !== "GET" || !isKey(shown ?? "")) return failurePage(403, NOT_LET_IN);
      isTaken = true;
      const response = redirectTo(home);
      response.headers.set("set-cookie", `${COOKIE}${ticket}; Path=${home}; HttpOnly; SameSite=Strict`);
      return response;
    },
  };
}

const COOKIE = "chatty=";

function ticketsOf({ headers }: Request): readonly string[] {
  const cookies = (headers.get("cookie") ?? "").split(";").map((cookie) => cookie.trim());
  return cookies.flatMap((cookie) => (cookie.startsWith(COOKIE) ? cookie.slice(COOKIE.length) : []));
}

const NOT_LET_IN = {
  message:
    "Cannot show the page: this browser has not been let in, open the address that chatty gui has printed",
  hint: "It lets in one browser. For another one, start chatty gui again",
};
