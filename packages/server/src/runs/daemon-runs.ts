/** The runs of chatty-daemon: what a runner needs of it, and all the code that takes. */

import { asked } from "../daemon/daemon-fault.ts";
import { platformOf } from "../daemon/platform-of.ts";
import { performRun } from "./perform-run.ts";
import { followToTheEnd, readByNow } from "./read-output.ts";
import { shownOutput } from "./shown-output.ts";

import type { Host } from "@slipway/sidecar";
import type { RunCommand } from "../commands/start-params.ts";
import type { Input } from "../commands/field.ts";
import type { DaemonLink } from "../daemon/daemon-link.ts";
import type { OutputToRead } from "./read-output.ts";
import type { Outcome, PerformOptions, Runner } from "./runner.ts";

export type DaemonRuns = Pick<Runner, "history" | "run" | "output" | "readByNow" | "follow" | "cancel"> & {
  /** As `Runner` has it. `input` was read already. */
  readonly perform: (
    command: RunCommand,
    options: PerformOptions & { readonly input: Input },
  ) => Promise<Outcome>;
};

export function daemonRuns(link: DaemonLink, host: Host): DaemonRuns {
  async function reading(id: string): Promise<OutputToRead> {
    return { id, daemon: await link.get() };
  }
  return {
    perform: (command, options) =>
      performRun(command, {
        ...options,
        platform: platformOf(host),
        variables: host.env,
        daemon: link.get,
      }),
    history: async (query = {}) => asked((await link.get()).call.list_runs(query)),
    run: async (id) => asked((await link.get()).call.get_run({ id })),
    async output(id) {
      const shown = shownOutput();
      await readByNow(await reading(id), {
        onOutput({ stream, text }) {
          if (stream !== "headers") shown.add(text);
        },
      });
      return shown.read();
    },
    readByNow: async (id, options) => readByNow(await reading(id), options),
    follow: async (id, options) => followToTheEnd(await reading(id), options),
    cancel: async (id) => asked((await link.get()).call.cancel_run({ id })),
  };
}
