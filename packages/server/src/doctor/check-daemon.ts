/** Whether there is a daemon that runs commands, of the version of this chatty, and what it has to say. */

import { folderNotice } from "@chatty/daemon/places";

import { type Daemon, startDaemon } from "../daemon/reach-daemon.ts";
import { expectPlace, sharedDaemon } from "../daemon/status.ts";
import { LIMITS } from "../limits.ts";
import { VERSION } from "../version.ts";
import { failed, type Finding, ok, warning } from "./finding.ts";

import type { Notice } from "@chatty/daemon/protocol";
import type { Host } from "@slipway/sidecar";

const CHECK = "daemon";

/** The shared one, or one that is started to be asked. */
export async function checkDaemon(host: Host): Promise<readonly Finding[]> {
  try {
    const shared = await sharedDaemon(host);
    if (shared === undefined) expectPlace(host);
    const daemon = shared ?? (await startDaemon({ host }));
    try {
      return await ask(daemon, { isShared: shared !== undefined, env: host.env });
    } finally {
      await daemon.stop();
    }
  } catch (error) {
    return [failed(CHECK, error)];
  }
}

type Asking = { readonly isShared: boolean; readonly env: Host["env"] };

async function ask({ call, current }: Daemon, asking: Asking): Promise<readonly Finding[]> {
  const { isShared } = asking;
  const { version, pid } = await call.get_status({}, WAIT);
  const path = current()?.path ?? "";
  const where = isShared ? `the shared one, process ${pid}, on ${path}` : path;
  // Of another version it is not asked: what it says of itself may be another.
  if (version === VERSION) return [ok(CHECK, where), ...(await askDetails(call, asking))];
  return [
    warning(CHECK, {
      found: `${where} has version ${version}, chatty has ${VERSION}`,
      hint: isShared
        ? 'Run "chatty daemon stop": the next one has the right version'
        : "Install both of the same release",
    }),
  ];
}

const WAIT = { timeoutMs: LIMITS.daemonAnswerMs };

async function askDetails(call: Daemon["call"], { isShared, env }: Asking): Promise<readonly Finding[]> {
  const { details } = await call.get_status({ details: true }, WAIT);
  // What is wrong with the data folder itself is told where that is looked at.
  const ofFolder = folderNotice(details?.data_folder ?? "");
  const notices = (details?.notices ?? []).filter(({ message }) => message !== ofFolder);
  const dead = details?.webhooks?.dead ?? 0;
  const lost = warning("webhooks", {
    found: `${dead} could not be delivered and were given up`,
    hint: "Check CHATTY_WEBHOOK_URL and who answers there",
  });
  const silent = warning("webhooks", {
    found: "CHATTY_WEBHOOK_URL is set here, and was not for the shared daemon: it sends none",
    hint: 'Run "chatty daemon stop": the next one has what is set where it is started',
  });
  const isSet = (env["CHATTY_WEBHOOK_URL"] ?? "") !== "";
  const isSilent = isShared && isSet && details?.webhook_set === false;
  return [...notices.map(noticeFinding), ...(dead > 0 ? [lost] : []), ...(isSilent ? [silent] : [])];
}

function noticeFinding({ message, hint, stops_runs }: Notice): Finding {
  return {
    check: CHECK,
    state: stops_runs ? "failed" : "warning",
    found: message,
    details: [],
    hint: hint ?? 'See "chatty daemon logs"',
  };
}
