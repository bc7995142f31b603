/** The daemon that a process of chatty works with: found or started with the first call, and anew when it has gone. */

import { dataFolder } from "@chatty/daemon/places";
import { Fault } from "@slipway/fault";

import { chattyFault } from "../faults.ts";
import { expectDataFolder } from "../settings/expect-data-folder.ts";
import { VERSION } from "../version.ts";
import { platformOf } from "./platform-of.ts";

import type { Host } from "@slipway/sidecar";
import type { Daemon } from "./reach-daemon.ts";

export type DaemonLink = {
  /**
   * The shared daemon where one of this version runs, else one of our own.
   *
   * @throws `data-folder-unfit`, the faults of `@slipway/sidecar`, and `link-closed`
   */
  readonly get: () => Promise<Daemon>;
  /** Ends one of our own with all that it runs; lets go of a shared one. */
  readonly close: () => Promise<void>;
};

export function daemonLink(host: Host): DaemonLink {
  let daemon: Promise<Daemon> | undefined;
  let isClosed = false;

  async function open(): Promise<Daemon> {
    const opened = await reach(host);
    // What calls it gets its fault; the next call finds another.
    void opened.ended.then(forget);
    return opened;
  }

  function forget(): void {
    daemon = undefined;
  }

  return {
    get() {
      if (isClosed) return Promise.reject(linkClosed());
      if (daemon === undefined) {
        daemon = open();
        daemon.catch(forget);
      }
      return daemon;
    },
    async close() {
      isClosed = true;
      // That it could not be opened was told to whoever asked for it.
      const opened = await daemon?.catch(() => undefined);
      await opened?.stop();
    },
  };
}

async function reach(host: Host): Promise<Daemon> {
  const { connectDaemon, startDaemon } = await import("./reach-daemon.ts");
  try {
    return await connectDaemon({ host, version: VERSION });
  } catch (error) {
    expectDataFolder(dataFolder({ variables: host.env, platform: platformOf(host) }));
    if (!(error instanceof Fault) || !REPLACED.has(error.code)) throw error;
    return startDaemon({ host, version: VERSION });
  }
}

/** No shared daemon, or one from before an update: one of our own does the work. */
const REPLACED: ReadonlySet<string> = new Set(["sidecar-not-running", "sidecar-wrong-version"]);

function linkClosed(): Fault {
  return chattyFault("runner-closed", {
    message: "Cannot ask chatty-daemon: chatty is ending",
    hint: "Start chatty again",
  });
}
