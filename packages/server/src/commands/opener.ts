/** How a system is told to open an address. */

/**
 * What a run leaves behind in its session is ended with it; so what opens the address, and becomes the browser, gets a
 * session of its own. The shell waits for it: not every `setsid` can, and none makes a process of its own for what leads
 * no group.
 */
const XDG_OPEN =
  'if command -v setsid >/dev/null; then setsid xdg-open "$1" & wait "$!"; else exec xdg-open "$1"; fi';

/** The program and its arguments; no shell reads the address. */
export function openerOf(platform: NodeJS.Platform, url: string): readonly string[] {
  switch (platform) {
    case "darwin":
      return ["open", url];
    case "win32":
      return ["rundll32", "url.dll,FileProtocolHandler", url];
    default:
      return ["/bin/sh", "-c", XDG_OPEN, "xdg-open", url];
  }
}
