/** Opens the port. */

import { chattyFault } from "../faults.ts";
import { hasCode } from "../output.ts";
import { hostInUrl, plainHost } from "./address.ts";

import type { HttpLimits } from "./limits.ts";

export type ListenOptions = {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly limits: HttpLimits;
  readonly answer: (request: Request, server: Bun.Server<undefined>) => Response | Promise<Response>;
  /** Answers where `answer` could not, so that Bun does not write about it. */
  readonly onError: (error: Error) => Response;
};

/** @throws Fault `port-in-use`, `port-forbidden`, `cannot-listen` */
export function listen({ host, port, limits, answer, onError }: ListenOptions): Bun.Server<undefined> {
  try {
    return Bun.serve({
      hostname: plainHost(host),
      port,
      // Left out, Bun 1.4.4 on Linux lets a second process listen on the same port.
      reusePort: false,
      development: false,
      idleTimeout: limits.idleSeconds,
      maxRequestBodySize: limits.bodyBytes,
      fetch: answer,
      error: onError,
    });
  } catch (cause) {
    throw cannotListen(cause, { host, port });
  }
}

function cannotListen(cause: unknown, { host, port }: Pick<ListenOptions, "host" | "port">): Error {
  const at = `${hostInUrl(host)}:${port}`;
  if (hasCode(cause, "EADDRINUSE")) {
    return chattyFault("port-in-use", {
      message: `Cannot listen on "${at}": the port is taken by another program, a free one is wanted`,
      hint: "Use another --port, or --port 0 for any free one",
      cause,
    });
  }
  if (hasCode(cause, "EACCES") || hasCode(cause, "EPERM")) {
    return chattyFault("port-forbidden", {
      message: `Cannot listen on "${at}": this user may not use the port, a permitted one is wanted`,
      hint: "Use a --port above 1023",
      cause,
    });
  }
  return chattyFault("cannot-listen", {
    message: `Cannot listen on "${at}": ${reasonOf(cause)}, an address of this computer is wanted`,
    hint: "Use --host 127.0.0.1 for this computer only, --host 0.0.0.0 for all of its addresses",
    cause,
  });
}

function reasonOf(cause: unknown): string {
  if (hasCode(cause, "EADDRNOTAVAIL")) return "the address belongs to another computer";
  if (hasCode(cause, "EINVAL")) return "no such host is known";
  return cause instanceof Error ? cause.message : String(cause);
}
