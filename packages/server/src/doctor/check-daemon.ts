/** Whether there is a daemon that runs commands, of the version of this chatty, and what it has to say. */

import { folderNotice } from "@chatty/daemon/places";

import { type Daemon, startDaemon } from "../daemon/reach-daemon.ts";
import { expectPlace, sharedDaemon } from "../daemon/status.ts";
import { LIMITS } from "../limits.ts";
import { VERSION } from "../version.ts";
import { failed, type Finding, ok, warning } from "./finding.ts";

import type { Host } from "@slipway/sidecar";

const CHECK = "daemon";

/** The shared one, or one that is started to be asked. */
export async function checkDaemon(host: Host): Promise<readonly Finding[]> {
  try {
    const shared = await sharedDaemon(host);
    if (shared === undefined) expectPlace(host);
    const daemon = shared ?? (await startDaemon({ host }));
    try {
      return await ask(daemon, shared !== undefined);
    } finally {
      await daemon.stop();
    }
  } catch (error) {
    return [failed(CHECK, error)];
  }
}

async function ask(daemon: Daemon, isShared: boolean): Promise<readonly Finding[]> {
  const { version, pid, details } = await daemon.call.get_status(
    { details: true },
    { timeoutMs: LIMITS.daemonAnswerMs },
  );
  const path = daemon.current()?.path ?? "";
  const where = isShared ? `the shared one, process ${pid}, on ${path}` : path;
  const fit =
    version === VERSION
      ? ok(CHECK, where)
      : warning(CHECK, {
          found: `${where} has version ${version}, chatty has ${VERSION}`,
          hint: isShared
            ? 'Run "chatty daemon stop": the next one has the right version'
            : "Install both of the same release",
        });
  // What is wrong with the data folder itself is told where that is looked at.
  const ofFolder = folderNotice(details?.data_folder ?? "");
  const others = (details?.notices ?? []).filter((notice) => notice !== ofFolder);
  const notices = others.map((notice) => warning(CHECK, splitNotice(notice)));
  const dead = details?.webhooks?.dead ?? 0;
  const lost = warning("webhooks", {
    found: `${dead} could not be delivered and were given up`,
    hint: "Check CHATTY_WEBHOOK_URL and who answers there",
  });
  return [fit, ...notices, ...(dead > 0 ? [lost] : [])];
}

/** A notice of the daemon ends with its next move. */
function splitNotice(notice: string): { readonly found: string; readonly hint: string } {
  const at = notice.lastIndexOf(". ");
  if (at === -1) return { found: notice, hint: 'See "chatty daemon logs"' };
  return { found: notice.slice(0, at), hint: notice.slice(at + 2) };
}
