import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { writeServerRecord } from "../http/server-record.ts";
import { describeBoth, newUser } from "../testing/both.ts";

const isLinux = process.platform === "linux";
const root = process.getuid?.() === 0 ? [] : ["--map-root-user"];
const NAMESPACE = ["unshare", ...root, "--pid", "--fork", "--kill-child", "--mount-proc"];
const isThere = Bun.which("unshare") !== null || process.env["CI"] === "true";

describeBoth("chatty as process 1 of a container", (chatty) => {
  test.skipIf(!isLinux || !isThere)("is found there, and forgets the one before it", async () => {
    const user = newUser();
    const started_at = "2026-11-20T08:00:00.000Z";
    const killed = { pid: 1, url: "http://127.0.0.1:9/mcp", transport: "http", instance: "killed" } as const;
    writeServerRecord(user.data, { ...killed, started_at });
    // Process 1 becomes chatty once it has started a process that waits for its record.
    const script = `(until [ -s "$HOME/started" ]; do sleep 0.1; done
      "$@" server status --json >"$HOME/status"; "$@" server stop) &
      exec "$@" server start --transport http --port 0 >"$HOME/started"`;
    const child = Bun.spawn([...NAMESPACE, "sh", "-c", script, "sh", ...chatty.command()], {
      cwd: user.cwd,
      env: user.env,
      stderr: "pipe",
    });
    onTestFinished(() => child.kill("SIGKILL"));
    const stderr = await new Response(child.stderr).text();
    expect({ exitCode: await child.exited, stderr }).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(readFileSync(join(user.home, "status"), "utf8"))).toEqual([
      expect.objectContaining({ pid: 1, state: "running" }),
    ]);
    expect(existsSync(join(user.data, "run", "servers"))).toBe(true);
    expect(readdirSync(join(user.data, "run", "servers"))).toEqual([]);
  });
});
