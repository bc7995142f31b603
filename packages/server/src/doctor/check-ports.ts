/** Whether what is to be served can be. */

import { hostInUrl, plainHost } from "../http/address.ts";
import { hasCode } from "../output.ts";
import { findServers } from "../servers/find-servers.ts";
import { type Finding, ok, warning } from "./finding.ts";

import type { Settings } from "../settings/settings.ts";

/** The servers that run, and the port that the next one would have. */
export async function checkPorts({
  dataFolder,
  host,
  port,
}: Pick<Settings, "dataFolder" | "host" | "port">): Promise<readonly Finding[]> {
  const servers = await findServers(dataFolder);
  const found = servers.map(({ state, url, pid }) =>
    state === "running"
      ? ok("servers", `${url} is served by process ${pid}`)
      : warning("servers", {
          found: `the server at ${url} does not answer`,
          hint: `See what process ${pid} is, and end it`,
        }),
  );
  const isOurs = servers.some(({ url }) => Number(new URL(url).port) === port);
  return isOurs ? found : [...found, await portFinding(host, port)];
}

async function portFinding(host: string, port: number): Promise<Finding> {
  const at = `${hostInUrl(host)}:${port}`;
  try {
    const server = Bun.listen({ hostname: plainHost(host), port, socket: { data: () => {} } });
    server.stop(true);
    return ok("port", `${at} is free`);
  } catch (error) {
    const isTaken = hasCode(error, "EADDRINUSE");
    return warning("port", {
      found: `${at} ${isTaken ? "is taken by another program" : "cannot be listened on"}`,
      hint: "Set CHATTY_PORT or CHATTY_HOST, or give server start another --port or --host",
    });
  }
}
