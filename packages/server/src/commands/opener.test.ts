import { chmodSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { openerOf } from "./opener.ts";

const URL = "https://example.com/find?q=a'%3B%20touch%20x";

test.each([
  ["darwin", ["open", URL]],
  ["win32", ["rundll32", "url.dll,FileProtocolHandler", URL]],
  ["linux", ["/bin/sh", "-c", expect.not.stringContaining("example"), "xdg-open", URL]],
  ["freebsd", ["/bin/sh", "-c", expect.not.stringContaining("example"), "xdg-open", URL]],
] as const)("openerOf() has %s read the address in no shell", (platform, argv) => {
  expect(openerOf(platform, URL)).toEqual(argv);
});

/** Says what it opens, and in which session; as the real one, it becomes the browser or fails. */
const FAKE = `#!/bin/sh
read -r pid _ _ _ _ session _ </proc/$$/stat
printf '%s|' "$@" >"$SEEN"
printf '\\n%s %s' "$pid" "$session" >>"$SEEN"
exit 3
`;

type Tools = { readonly shell: string; readonly setsid: string | undefined };

/** Opens the address with those tools alone, in a session of its own, as the daemon does. */
async function open({
  shell,
  setsid,
}: Tools): Promise<{ seen: readonly string[]; exitCode: number; pid: number }> {
  const folder = tempFolder();
  const seen = join(folder, "seen");
  const xdgOpen = join(folder, "xdg-open");
  writeFileSync(xdgOpen, FAKE);
  chmodSync(xdgOpen, 0o755);
  if (setsid !== undefined) symlinkSync(setsid, join(folder, "setsid"));
  const [, ...words] = openerOf("linux", URL);
  const child = Bun.spawn([...shell.split(" "), ...words], {
    env: { PATH: folder, SEEN: seen },
    stdio: ["ignore", "ignore", "ignore"],
    detached: true,
  });
  const exitCode = await child.exited;
  return { seen: readFileSync(seen, "utf8").split("\n"), exitCode, pid: child.pid };
}

describe.skipIf(process.platform !== "linux")("openerOf() of Linux", () => {
  const busybox = Bun.which("busybox");
  const shells = ["/bin/sh", ...(busybox === null ? [] : [`${busybox} sh`])];
  const sessions = [Bun.which("setsid"), busybox].filter((path) => path !== null);

  test.each(shells.flatMap((shell) => sessions.map((setsid) => [shell, setsid] as const)))(
    "%s opens it by %s in a session of its own, and tells its exit code",
    async (shell, setsid) => {
      const { seen, exitCode } = await open({ shell, setsid });
      const [address, session = ""] = seen;
      expect(address).toBe(`${URL}|`);
      expect(session).toMatch(/^(\d+) \1$/u);
      expect(exitCode).toBe(3);
    },
  );

  test("opens it in its own session where there is no setsid", async () => {
    const { seen, exitCode, pid } = await open({ shell: "/bin/sh", setsid: undefined });
    expect(seen).toEqual([`${URL}|`, `${pid} ${pid}`]);
    expect(exitCode).toBe(3);
  });
});
