import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { connect } from "../connect.ts";
import { sampleProtocol } from "../testing/sample-protocol.ts";
import { stdioStreams } from "./stdio.ts";
import { streamsOf } from "./web-streams.ts";

const SERVER = join(import.meta.dirname, "../testing/stdio-server.ts");

function start(): Bun.Subprocess<"pipe", "pipe", "pipe"> {
  return Bun.spawn([process.execPath, SERVER], { stdin: "pipe", stdout: "pipe", stderr: "pipe" });
}

describe("stdioStreams() and streamsOf()", () => {
  test("connect a program with its child, and end with it", async () => {
    const child = start();
    const client = connect(streamsOf({ input: child.stdout, output: child.stdin }), { peer: sampleProtocol });
    const texts = Array.from({ length: 2000 }, (_, index) => ({ text: `${index} ü€😀` }));
    expect(await Promise.all(texts.map((text) => client.call.echo(text)))).toEqual(texts);
    expect(await client.close()).toEqual({ kind: "closed" });
    expect(await new Response(child.stderr).text()).toBe("input-ended");
    expect(await child.exited).toBe(0);
  });

  test("carry messages of megabytes", async () => {
    const child = start();
    const client = connect(streamsOf({ input: child.stdout, output: child.stdin }), { peer: sampleProtocol });
    const text = "line of text\n".repeat(200_000);
    const results = await Promise.all([client.call.echo({ text }), client.call.echo({ text })]);
    expect(results.every((result) => result.text === text)).toBe(true);
    await client.close();
    expect(await child.exited).toBe(0);
  });

  test("end the calls when the child is killed", async () => {
    const child = start();
    const client = connect(streamsOf({ input: child.stdout, output: child.stdin }), { peer: sampleProtocol });
    await client.call.ping({});
    const call = client.call.wait({ text: "a" });
    child.kill("SIGKILL");
    await expect(call).rejects.toMatchObject({ code: "rpc-connection-ended" });
    expect((await client.ended).kind).toMatch(/^(?:input-ended|reader-gone)$/u);
    await child.exited;
  });

  test("answer everything that was sent before the input ended", async () => {
    const count = 20_000;
    const lines = Array.from({ length: count }, (_, id) => `{"method":"ping","id":${id}}\n`).join("");
    const child = Bun.spawn([process.execPath, SERVER], { stdin: new Blob([lines]), stdout: "pipe" });
    const answers = (await new Response(child.stdout).text()).trimEnd().split("\n");
    expect(answers).toHaveLength(count);
    expect(JSON.parse(answers.at(-1) ?? "")).toMatchObject({ id: count - 1 });
    expect(await child.exited).toBe(0);
  });

  test("end when nobody reads the answers any more", async () => {
    const child = start();
    await child.stdout.cancel();
    await child.stdin.write('{"method":"ping","id":1}\n'.repeat(100));
    await child.stdin.flush();
    expect(await new Response(child.stderr).text()).toBe("reader-gone");
    expect(await child.exited).toBe(0);
  });

  test("make a slow reader felt by the handler that writes", async () => {
    const child = start();
    const peer = streamsOf({ input: child.stdout, output: child.stdin });
    await peer.write('{"method":"count","params":{"to":1000000},"id":1}\n{"method":"ping","id":2}\n');
    let text = "";
    while (!text.includes('"id":2')) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- until the answer has come
      text += new TextDecoder().decode(await peer.read());
    }
    // 60 bytes a value: all of them would be 60 MB.
    expect(text.length).toBeLessThan(20_000_000);
    child.kill("SIGKILL");
    await child.exited;
  });
});

describe("streamsOf()", () => {
  test("takes web streams", async () => {
    const forth = new TransformStream<Uint8Array, Uint8Array>();
    const streams = streamsOf({ input: forth.readable, output: forth.writable });
    const written = streams.write("ü");
    expect(new TextDecoder().decode(await streams.read())).toBe("ü");
    await written;
    await streams.close();
    expect(await streams.read()).toBeUndefined();
    expect(stdioStreams).toBeTypeOf("function");
  });
});
