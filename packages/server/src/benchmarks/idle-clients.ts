/** What a server has in memory that many clients listen to without saying anything. */

import { connect, type Socket } from "node:net";

import { residentBytes } from "./resident-bytes.ts";
import { startServer } from "./started-server.ts";

import type { Found } from "./found.ts";
import type { MeasureEnv } from "./measure-env.ts";

const CLIENTS = 1000;
const IDLE_MS = 2000;

/** After all of them have had their first event. */
export async function idleClients(command: readonly string[], env: MeasureEnv): Promise<Found> {
  const { child, origin, end } = await startServer(command, env.variables);
  const sockets: Socket[] = [];
  try {
    for (let client = 0; client < CLIENTS; client += 1) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      sockets.push(await listening(new URL("/sse", origin)));
    }
    await Bun.sleep(IDLE_MS);
    const lost = sockets.filter(({ destroyed, readableEnded }) => destroyed || readableEnded).length;
    if (lost > 0) throw new Error(`${lost} of ${CLIENTS} clients were dropped`);
    return { sizeBytes: residentBytes(child.pid) };
  } finally {
    for (const socket of sockets) socket.destroy();
    await end();
  }
}

/** A client that has been told where to send messages. */
function listening({ hostname, port, host, pathname }: URL): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ host: hostname, port: Number(port) });
  let said = "";
  socket.setEncoding("utf8");
  socket.on("connect", () => {
    socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nAccept: text/event-stream\r\n\r\n`);
  });
  socket.on("data", (text) => {
    said += String(text);
    if (said.includes("event: endpoint")) resolve(socket);
    else if (!said.startsWith("HTTP/1.1 200")) reject(new Error(said));
  });
  socket.on("error", reject);
  socket.on("close", () => reject(new Error(`the server hung up: ${said}`)));
  return promise;
}
