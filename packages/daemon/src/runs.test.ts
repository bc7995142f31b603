import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { RpcError } from "@slipway/rpc";
import { describe, expect, onTestFinished, test } from "vitest";

import { ownedDaemon } from "./testing/daemon-process.ts";

function daemonIn(folder: string = join(tempFolder(), "data")): ReturnType<typeof ownedDaemon> {
  return ownedDaemon({ folder });
}

function shell(script: string): { readonly kind: "program"; readonly argv: readonly string[] } {
  return { kind: "program", argv: ["sh", "-c", script] };
}

async function failureOf(call: Promise<unknown>): Promise<RpcError> {
  const thrown: unknown = await call.catch((error: unknown) => error);
  if (thrown instanceof RpcError) return thrown;
  throw new Error("an answer with an error was expected");
}

describe.skipIf(process.platform === "win32")("a client of chatty-daemon", () => {
  test("starts a run, follows it, and finds it in the history", async () => {
    const daemon = daemonIn();
    const { id } = await daemon.call.start_run(shell("echo out; echo err >&2; exit 3"));
    const pieces: string[] = [];
    const ended = await daemon.call.follow_run(
      { id },
      { onProgress: ({ stream, text }) => void pieces.push(`${stream} ${text}`) },
    );
    expect(ended).toMatchObject({ state: "exited", exit_code: 3, output_bytes: 8, error: null });
    expect(pieces.toSorted()).toEqual(["stderr err\n", "stdout out\n"]);
    expect(await daemon.call.list_runs({})).toEqual({ runs: [ended], next_before: null });
    expect(await daemon.call.get_run({ id })).toEqual(ended);
    expect(await daemon.end()).toBe(0);
  });

  test("lists runs page by page", async () => {
    const daemon = daemonIn();
    const ids: string[] = [];
    for (let run = 0; run < 3; run++) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- in their order
      ids.unshift((await daemon.call.start_run(shell("true"))).id);
    }
    const first = await daemon.call.list_runs({ limit: 2 });
    expect([first.runs.map(({ id }) => id), first.next_before]).toEqual([ids.slice(0, 2), ids[1]]);
    const last = await daemon.call.list_runs({ limit: 2, before: first.next_before ?? "" });
    expect([last.runs.map(({ id }) => id), last.next_before]).toEqual([ids.slice(2), null]);
    await daemon.end();
  });

  test("follows from where another has stopped", async () => {
    const daemon = daemonIn();
    const { id } = await daemon.call.start_run(shell("printf 12345678"));
    await daemon.call.follow_run({ id });
    const texts: string[] = [];
    await daemon.call.follow_run({ id, offset: 5 }, { onProgress: ({ text }) => void texts.push(text) });
    expect(texts.join("")).toBe("678");
    await daemon.end();
  });

  test("cancels a run, and stops following without ending it", async () => {
    const daemon = daemonIn();
    const { id } = await daemon.call.start_run(shell("sleep 60"));
    const stop = new AbortController();
    const following = daemon.call.follow_run({ id }, { signal: stop.signal });
    stop.abort();
    await expect(following).rejects.toMatchObject({ code: "rpc-cancelled" });
    expect(await daemon.call.get_status({})).toMatchObject({ running: 1 });
    expect(await daemon.call.cancel_run({ id })).toMatchObject({ state: "cancelled" });
    expect(await daemon.call.get_status({})).toMatchObject({ running: 0 });
    await daemon.end();
  });

  test("hears what is wrong in the words of the fault", async () => {
    const daemon = daemonIn();
    const unknown = await failureOf(daemon.call.get_run({ id: "nothing" }));
    expect(unknown).toMatchObject({ code: 2, data: { code: "run-unknown" } });
    const provider = await failureOf(daemon.call.login({ provider: "nobody" }));
    expect(provider).toMatchObject({ code: 2, data: { code: "provider-unknown" } });
    await daemon.end();
  });

  test("names a provider, whose accounts take turns", async () => {
    const keys: (string | null)[] = [];
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch({ headers }) {
        keys.push(headers.get("x-api-key"));
        return new Response();
      },
    });
    onTestFinished(() => server.stop(true));
    const host = `127.0.0.1:${server.port}`;
    const folder = join(tempFolder(), "data");
    mkdirSync(folder, { mode: 0o700 });
    const provider = { id: "keys", kind: "api_key", hosts: [host], header: "x-api-key" };
    writeFileSync(join(folder, "providers.json"), JSON.stringify([provider]));
    const { call, end } = daemonIn(folder);
    const request = { kind: "http", url: `http://${host}/`, provider: "keys" } as const;
    expect((await failureOf(call.start_run(request))).data).toMatchObject({ code: "account-unknown" });
    for (const account of ["one", "two"]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      const started = await call.login({ provider: "keys", account });
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      await call.verify({ login: started.state === "pending" ? started.login : "", key: `key-${account}` });
    }
    for (const account of ["one", "two", "one"]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      const run = await call.start_run(request);
      expect(run.request).toMatchObject({ account });
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      expect(await call.follow_run({ id: run.id })).toMatchObject({ exit_code: 200 });
    }
    expect(keys).toEqual(["key-one", "key-two", "key-one"]);
    const both = call.start_run({ ...request, account: "one" });
    expect((await failureOf(both)).data).toMatchObject({ code: "run-invalid" });
    await end();
  });

  test("that is gone leaves nothing running, and the next one finds what became of it", async () => {
    const folder = join(tempFolder(), "data");
    const first = daemonIn(folder);
    const { id } = await first.call.start_run(shell("sleep 60"));
    expect(await first.end()).toBe(0);
    const second = daemonIn(folder);
    expect(await second.call.get_run({ id })).toMatchObject({ state: "interrupted" });
    await second.end();
  });

  test("of a killed daemon finds its runs interrupted", async () => {
    const folder = join(tempFolder(), "data");
    const first = daemonIn(folder);
    const { id } = await first.call.start_run(shell("sleep 60"));
    first.child.kill("SIGKILL");
    await first.child.exited;
    const second = daemonIn(folder);
    expect(await second.call.get_run({ id })).toMatchObject({ state: "interrupted" });
    await second.end();
  });

  test("asks for details", async () => {
    const folder = join(tempFolder(), "data");
    const daemon = daemonIn(folder);
    expect(await daemon.call.get_status({ details: true })).toMatchObject({
      details: {
        data_folder: folder,
        webhooks: { pending: 0, dead: 0 },
        accounts: [],
        secrets: null,
        webhook_set: false,
        notices: [],
      },
    });
    await daemon.end();
  });
});
