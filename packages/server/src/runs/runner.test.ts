import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { BUILT_IN } from "../commands/built-in.ts";
import { findCommand } from "../commands/catalog.ts";
import { outputSchema } from "../commands/input-schema.ts";
import { LIMITS } from "../limits.ts";
import { openRunner } from "./runner.ts";
import { commandThat, script } from "./testing/commands.ts";
import { context, runnerOf, user } from "./testing/user.ts";

import type { OutputPiece } from "./runner.ts";

const DAEMON = join(import.meta.dirname, "..", "..", "..", "daemon", "src", "main.ts");

describe("perform() of a command of chatty itself", () => {
  test("runs it here, without a daemon", async () => {
    const { host } = user({ CHATTY_DAEMON_PATH: "/nowhere" });
    const runner = openRunner({ host, context });
    expect(await runner.perform(findCommand(BUILT_IN, "uuid"), {})).toEqual({
      ok: true,
      value: { uuids: [context.randomUuid()] },
    });
    await runner.close();
  });
});

describe.skipIf(process.platform === "win32")("perform()", () => {
  test("runs a program and hands on what it writes", async () => {
    const runner = runnerOf(user());
    const pieces: OutputPiece[] = [];
    const command = script("echo out; sleep 0.05; echo err >&2; sleep 0.05; printf '€'; exit 3");
    const outcome = await runner.perform(command, {}, { onOutput: (piece) => void pieces.push(piece) });
    expect(outcome.ok).toBe(false);
    expect(outcome.value).toEqual({
      run: expect.stringMatching(/^[0-9a-f-]{36}$/u),
      state: "exited",
      exit_code: 3,
      signal: null,
      output: "out\nerr\n€",
      output_shortened: false,
      output_bytes: 11,
      output_truncated: false,
      error: null,
    });
    expect(outputSchema(command).parse(outcome.value)).toEqual(outcome.value);
    expect(pieces).toMatchObject([
      { stream: "stdout", text: "out\n" },
      { stream: "stderr", text: "err\n" },
      { stream: "stdout", text: "€" },
    ]);
    expect(outcome.run).toMatchObject({ id: outcome.value["run"], command: "sample" });
  });

  test("gives arguments as they are, and refuses what does not fit before a daemon is started", async () => {
    const runner = runnerOf(user());
    const echo = commandThat(
      { kind: "program", argv: ["printf", "%s|", "{text}", "{count}"] },
      { text: { type: "string" }, count: { type: "integer", default: 2 } },
    );
    const { value } = await runner.perform(echo, { text: "a b'; $(id)" });
    expect(value["output"]).toBe("a b'; $(id)|2|");
    const elsewhere = openRunner({ host: user({ CHATTY_DAEMON_PATH: "/nowhere" }).host, context });
    expect((await caught(() => elsewhere.perform(echo, { text: 1 }))).code).toBe("invalid-input");
    const long = await caught(() => runner.perform(echo, { text: "x".repeat(5_000_000) }));
    expect(long).toMatchObject({ code: "invalid-input", message: expect.stringContaining("4 MiB") });
    const fault = await caught(() => elsewhere.perform(echo, { text: "a" }));
    expect(fault).toMatchObject({ code: "sidecar-not-found", exitCode: 4 });
  });

  test("tells why a program could not be started", async () => {
    const runner = runnerOf(user());
    const { ok, value } = await runner.perform(
      commandThat({ kind: "program", argv: ["no-such-program"] }),
      {},
    );
    expect(ok).toBe(false);
    expect(value).toMatchObject({ state: "failed", exit_code: null, error: { code: "program-not-found" } });
  });

  test("tells the signal and the time that ended a program", async () => {
    const runner = runnerOf(user());
    expect((await runner.perform(script("kill -9 $$"), {})).value).toMatchObject({
      state: "exited",
      signal: "SIGKILL",
    });
    expect((await runner.perform(script("exec sleep 600", { timeout_ms: 50 }), {})).value).toMatchObject({
      state: "timed_out",
    });
  });

  test("cancels a program that never ends, and takes its last words", async () => {
    const runner = runnerOf(user());
    const stop = new AbortController();
    const outcome = await runner.perform(
      script("trap 'echo bye; exit' TERM; echo ready; while :; do sleep 0.01; done"),
      {},
      { signal: stop.signal, onOutput: () => stop.abort() },
    );
    const output: unknown = expect.stringMatching(/^ready\n(?:Terminated\n)?bye\n$/u);
    expect(outcome).toMatchObject({ ok: false, value: { state: "cancelled", output } });
  });

  test("cancels a program whose output is not taken", async () => {
    const runner = runnerOf(user());
    const stop = new AbortController();
    const outcome = await runner.perform(
      script("yes"),
      {},
      {
        signal: stop.signal,
        onOutput() {
          stop.abort();
          return new Promise(() => {});
        },
      },
    );
    expect(outcome.value).toMatchObject({ state: "cancelled" });
  });

  test("ends the run when taking its output fails", async () => {
    const runner = runnerOf(user());
    const taken = runner.perform(
      script("echo; exec sleep 600"),
      {},
      { onOutput: () => Promise.reject(new Error("disk full")) },
    );
    await expect(taken).rejects.toThrow("disk full");
    const { runs } = await runner.history();
    expect(runs).toEqual([expect.objectContaining({ state: "cancelled" })]);
  });

  test("begins nothing that was cancelled before", async () => {
    const runner = runnerOf(user());
    const fault = await caught(() => runner.perform(script("echo"), {}, { signal: AbortSignal.abort() }));
    expect(fault).toMatchObject({ code: "run-cancelled", exitCode: 130 });
    expect((await runner.history()).runs).toEqual([]);
  });

  test("keeps head and tail of a program that prints without end", async () => {
    const runner = runnerOf(user());
    const { value } = await runner.perform(script("echo first; yes | head -c 200000000; echo last"), {});
    expect(value).toMatchObject({ state: "exited", output_shortened: true, output_truncated: true });
    expect(value["output_bytes"]).toBe(200_000_011);
    const output = String(value["output"]);
    expect(output.length).toBeLessThanOrEqual(LIMITS.shownOutput);
    expect(output).toMatch(/^first\ny\n/u);
    expect(output).toMatch(/\n\[… \d+ characters are left out …\]\n/u);
  });

  test("runs many at once", async () => {
    const runner = runnerOf(user());
    const echo = commandThat({ kind: "program", argv: ["echo", "{n}"] }, { n: { type: "integer" } });
    const outcomes = await Promise.all(Array.from({ length: 30 }, (_, n) => runner.perform(echo, { n })));
    expect(outcomes.map(({ value }) => value["output"])).toEqual(
      Array.from({ length: 30 }, (_, n) => `${n}\n`),
    );
  });

  test("sends a request", async () => {
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: async (request) => {
        const status = new URL(request.url).pathname === "/good" ? 200 : 404;
        return new Response(`${request.method} ${await request.text()}`, { status });
      },
    });
    onTestFinished(() => server.stop(true));
    const runner = runnerOf(user());
    const request = (path: string): ReturnType<typeof commandThat> =>
      commandThat(
        { kind: "http", url: `http://127.0.0.1:${server.port}/${path}`, method: "POST", body: { n: "{n}" } },
        { n: { type: "integer" } },
      );
    expect(await runner.perform(request("good"), { n: 1 })).toMatchObject({
      ok: true,
      value: { state: "exited", exit_code: 200, output: 'POST {"n":1}' },
    });
    expect(await runner.perform(request("bad"), { n: 1 })).toMatchObject({
      ok: false,
      value: { state: "exited", exit_code: 404 },
    });
  });
});

describe.skipIf(process.platform === "win32")("a runner", () => {
  test("tells of runs and of their output, also of those that run", async () => {
    const runner = runnerOf(user());
    const stop = new AbortController();
    const started = Promise.withResolvers<string>();
    const running = runner.perform(
      script("echo one; echo two >&2; exec sleep 600"),
      {},
      { signal: stop.signal, onStart: ({ id }) => started.resolve(id) },
    );
    const id = await started.promise;
    await expect.poll(() => runner.output(id)).toEqual({ text: "one\ntwo\n", isShortened: false });
    expect((await runner.history({ state: "running" })).runs).toEqual([expect.objectContaining({ id })]);
    expect(await runner.cancel(id)).toMatchObject({ state: "cancelled" });
    expect((await running).value).toMatchObject({ state: "cancelled" });
    expect(await runner.run(id)).toMatchObject({ id, state: "cancelled" });
    let text = "";
    await runner.follow(id, { onOutput: (piece) => void (text += piece.text) });
    expect(text).toBe("one\ntwo\n");
    for (const ask of [runner.run, runner.output, runner.cancel]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      expect((await caught(() => ask("nothing"))).code).toBe("run-unknown");
    }
  });

  test("reads all of a run that ends while it is read", async () => {
    const someone = user();
    const runner = runnerOf(someone);
    const go = join(someone.folder, "go");
    const started = Promise.withResolvers<string>();
    const running = runner.perform(
      script(`printf one; while ! test -e '${go}'; do sleep 0.01; done; printf two; exit 3`),
      {},
      { onStart: ({ id }) => started.resolve(id) },
    );
    const id = await started.promise;
    await expect.poll(() => runner.output(id)).toMatchObject({ text: "one" });
    const texts: string[] = [];
    const run = await runner.readByNow(id, {
      async onOutput({ text }) {
        texts.push(text);
        writeFileSync(go, "");
        await running;
      },
    });
    expect(texts).toEqual(["one", "two"]);
    expect(run).toMatchObject({ state: "exited", exit_code: 3, output_bytes: 6 });
  });

  test("does not wait for a silent run of which output was dropped", async () => {
    const runner = runnerOf(user());
    const started = Promise.withResolvers<string>();
    const stop = new AbortController();
    const running = runner.perform(
      script("yes | head -c 70000000; exec sleep 600"),
      {},
      { signal: stop.signal, onStart: ({ id }) => started.resolve(id) },
    );
    const id = await started.promise;
    await expect.poll(async () => (await runner.run(id)).output_bytes, { timeout: 10_000 }).toBe(70_000_000);
    const output = await runner.output(id);
    expect(output.isShortened).toBe(true);
    expect(output.text.length).toBeGreaterThan(60_000);
    stop.abort();
    await running;
  });

  test("uses the shared daemon where one runs, and another when that has ended", async () => {
    const someone = user();
    const shared = Bun.spawn([process.execPath, DAEMON, "--socket"], {
      env: { ...someone.host.env },
      stdio: ["ignore", "ignore", "ignore"],
    });
    onTestFinished(() => shared.kill("SIGKILL"));
    const { daemonStatus } = await import("../daemon/status.ts");
    await expect.poll(async () => (await daemonStatus(someone.host)).shared, { timeout: 10_000 }).toBe(true);
    const runner = runnerOf(someone);
    const parent = script("echo $PPID");
    const pid = async (): Promise<number> => Number((await runner.perform(parent, {})).value["output"]);
    const first = await pid();
    expect(await pid()).toBe(first);
    expect(first).toBe(shared.pid);
    shared.kill("SIGTERM");
    await shared.exited;
    expect(await pid()).not.toBe(first);
    expect((await runner.history()).runs.length).toBe(3);
  });

  test("starts another daemon when its own was killed; who waited hears of it", async () => {
    const runner = runnerOf(user());
    const waiting = runner.perform(
      script("echo $PPID; exec sleep 600"),
      {},
      {
        onOutput: ({ text }) => void process.kill(Number(text), "SIGKILL"),
      },
    );
    expect((await caught(() => waiting)).code).toBe("sidecar-died");
    expect((await runner.perform(script("echo again"), {})).value["output"]).toBe("again\n");
    expect((await runner.history({ state: "interrupted" })).runs.length).toBe(1);
  });

  test("takes nothing on once it was closed, and interrupts what runs", async () => {
    const someone = user();
    const runner = runnerOf(someone);
    const started = Promise.withResolvers<void>();
    const running = runner.perform(script("exec sleep 600"), {}, { onStart: () => started.resolve() });
    await started.promise;
    await Promise.all([runner.close(), running.catch(() => {})]);
    expect((await caught(() => runner.perform(script("echo"), {}))).code).toBe("runner-closed");
    const next = runnerOf(someone);
    expect((await next.history()).runs).toEqual([expect.objectContaining({ state: "interrupted" })]);
  });
});
