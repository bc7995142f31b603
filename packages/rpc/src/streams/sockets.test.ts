import { existsSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { connect } from "../connect.ts";
import { sampleProtocol, type SampleProtocol } from "../testing/sample-protocol.ts";
import { sampleServer } from "../testing/sample-server.ts";
import { connectSocket, listenOnSocket, type SocketServer } from "./sockets.ts";

import type { Connection, Ending } from "../connection.ts";

type Listening = {
  readonly path: string;
  readonly server: SocketServer;
  readonly connections: readonly Connection<SampleProtocol>[];
};

function listening(): Listening {
  const path = join(tempFolder(), "s.sock");
  const connections: Connection<SampleProtocol>[] = [];
  const server = listenOnSocket({
    path,
    onConnection: (streams) =>
      void connections.push(
        connect(streams, {
          serve: sampleServer().served,
          peer: sampleProtocol,
          limits: { lastAnswersMs: 50 },
        }),
      ),
  });
  return { path, server, connections };
}

async function clientOf(path: string): Promise<Connection<SampleProtocol>> {
  return connect(await connectSocket(path), { peer: sampleProtocol, serve: sampleServer().served });
}

async function endings(connections: readonly Connection<SampleProtocol>[]): Promise<readonly Ending[]> {
  return Promise.all(connections.map(({ ended }) => ended));
}

/** Windows has Unix sockets as well, but not all that is done with them here. */
const isWindows = process.platform === "win32";

describe.skipIf(isWindows)("sockets", () => {
  test("serve several clients at once, in both directions", async () => {
    const { path, server, connections } = listening();
    const clients = await Promise.all([clientOf(path), clientOf(path), clientOf(path)]);
    const texts = Array.from({ length: 500 }, (_, index) => ({ text: `${index} ü` }));
    const callers = [...clients, ...connections];
    expect(callers).toHaveLength(6);
    const echoed = await Promise.all(callers.flatMap(({ call }) => texts.map((text) => call.echo(text))));
    expect(echoed).toEqual(callers.flatMap(() => texts));
    await Promise.all(clients.map((client) => client.close()));
    expect(await endings(connections)).toEqual(connections.map(() => ({ kind: "input-ended" })));
    server.stop();
    expect(existsSync(path)).toBe(false);
  });

  test("carry messages of megabytes, both ways at once", async () => {
    const { path, server, connections } = listening();
    const client = await clientOf(path);
    await client.call.ping({});
    const text = "line of text\n".repeat(200_000);
    const callers = [client, ...connections];
    const results = await Promise.all(
      callers.flatMap(({ call }) => [call.echo({ text }), call.echo({ text })]),
    );
    expect(results).toHaveLength(4);
    expect(results.every((result) => result.text === text)).toBe(true);
    await client.close();
    server.stop();
  });

  test("still answer a client that has said all it wanted to say", async () => {
    const { path, server } = listening();
    const child = Bun.spawn([process.execPath, "-e", HALF_CLOSING], {
      env: { ...process.env, SOCKET: path },
      stdout: "pipe",
    });
    expect(await new Response(child.stdout).text()).toBe('{"jsonrpc":"2.0","id":1,"result":null}\n');
    expect(await child.exited).toBe(0);
    server.stop();
  });

  test("make a client that does not read wait, and end with it", async () => {
    const { path, server, connections } = listening();
    const streams = await connectSocket(path);
    await streams.write('{"method":"count","params":{"to":10000000},"id":1}\n');
    await streams.read();
    await streams.close();
    expect(["reader-gone", "input-ended"]).toContain((await endings(connections))[0]?.kind);
    server.stop();
  });

  test("end calls when the server goes away", async () => {
    const { path, server, connections } = listening();
    const client = await clientOf(path);
    const call = client.call.wait({ text: "a" });
    await client.call.ping({});
    void connections[0]?.close();
    await expect(call).rejects.toMatchObject({ code: "rpc-connection-ended" });
    server.stop();
  });

  test("say so when nobody listens or the socket cannot be made", async () => {
    const path = join(tempFolder(), "s.sock");
    expect(await caught(() => connectSocket(path))).toMatchObject({ code: "rpc-socket" });
    const nowhere = { path: join(path, "a", "b"), onConnection: () => {} };
    expect(await caught(() => listenOnSocket(nowhere))).toMatchObject({ code: "rpc-socket" });
  });
});

/** Sends a request, ends its side and prints what comes. */
const HALF_CLOSING = `
  const socket = require("node:net").connect({ path: process.env.SOCKET, allowHalfOpen: true });
  socket.on("data", (data) => process.stdout.write(data));
  socket.end('{"method":"ping","id":1}');
`;
