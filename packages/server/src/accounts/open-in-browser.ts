/** Opens an address in the user's browser. */

import { startParams } from "../commands/start-params.ts";
import { platformOf } from "../daemon/platform-of.ts";

import type { Host } from "@slipway/sidecar";

/** Whether something was started; where not, the user opens what they were shown. */
export function openInBrowser(url: string, host: Pick<Host, "env" | "platform">): boolean {
  const platform = platformOf(host);
  const { DISPLAY = "", WAYLAND_DISPLAY = "" } = host.env;
  if (platform === "linux" && DISPLAY === "" && WAYLAND_DISPLAY === "") return false;
  const { protocol, href } = URL.parse(url) ?? {};
  // What a provider names can be anything, which the system would open with anything.
  if (href === undefined || (protocol !== "https:" && protocol !== "http:")) return false;
  const params = startParams(
    {
      name: "open",
      description: "Open an address",
      readOnly: false,
      input: {},
      does: { kind: "open", url: href },
      origin: "built-in",
    },
    { input: {}, platform },
  );
  if (params.kind !== "program") return false;
  try {
    const browser = Bun.spawn([...params.argv], {
      env: withoutSettings(host.env),
      stdio: ["ignore", "ignore", "ignore"],
      detached: platform !== "win32",
      windowsHide: true,
    });
    browser.unref();
    return true;
  } catch {
    return false;
  }
}

/** Its own token and passphrase among them, which no browser needs. */
function withoutSettings(env: Host["env"]): Host["env"] {
  const others = Object.entries(env).filter(([name]) => !name.toUpperCase().startsWith("CHATTY_"));
  return Object.fromEntries(others);
}
