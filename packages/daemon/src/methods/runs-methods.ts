/** The methods about runs. */

import { DAEMON_LIMITS } from "../limits.ts";
import { accountOrProvider, runsClosed } from "../runs/refusals.ts";
import { given } from "./given.ts";
import { runView } from "./run-view.ts";
import { outputPiece } from "./output-piece.ts";

import type { Handlers } from "@slipway/rpc";

import type { Accounts } from "../accounts/index.ts";
import type { RunsPage, RunsProtocol, RunView, StartHttp, StartRunParams } from "../protocol/runs.ts";
import type { Runs, RunSpec } from "../runs/index.ts";
import type { RunQuery } from "../store/run-store.ts";
import type { Work } from "../work/work.ts";

type RunsWork = Pick<Work, "runs" | "starting"> & {
  readonly accounts: () => Promise<Pick<Accounts, "nextAccount">>;
};

export function runsMethods({ runs, starting, accounts }: RunsWork): Handlers<RunsProtocol> {
  return {
    start_run: (params) => {
      const spec = specOf(params);
      async function start(): Promise<RunView> {
        const turn = params.kind === "http" ? await turnOf(params, accounts) : {};
        return runView(await (await runs()).start({ ...spec, ...turn }));
      }
      return starting(start, () => runsClosed(spec));
    },
    cancel_run: async ({ id }) => runView(await (await runs()).cancel(id)),
    get_run: async ({ id }) => runView(await (await runs()).get(id)),
    list_runs: async (query) => listRuns(await runs(), given(query)),
    follow_run: async ({ id, offset = 0 }, { signal, progress }) => {
      const all = await runs();
      const collect = collector();
      const ended = await all.follow(id, { from: offset, signal }, async (piece) => {
        collect(piece.text.length);
        await progress(outputPiece(piece));
      });
      return runView(ended);
    },
    watch_run: async ({ id }, { signal, progress }) => {
      const all = await runs();
      const ended = await all.watch(id, {
        signal,
        onFile: ({ path, readableBytes }) => progress({ file: path, readable_bytes: readableBytes }),
      });
      return runView(ended);
    },
  };
}

async function listRuns(runs: Runs, query: RunQuery): Promise<RunsPage> {
  const found = await runs.list(query);
  const last = found.at(-1)?.id;
  const older = last === undefined ? [] : await runs.list({ ...query, before: last, limit: 1 });
  return { runs: found.map(runView), next_before: older.length === 0 ? null : (last ?? null) };
}

/** Collects garbage now and then: that of long texts outgrows what is alive by far before the engine does it. */
function collector(): (characters: number) => void {
  let passed = 0;
  return function pass(characters) {
    passed += characters;
    if (passed < DAEMON_LIMITS.collectCharacters) return;
    passed = 0;
    Bun.gc(true);
  };
}

function specOf({ timeout_ms, output_limit_bytes, ...rest }: StartRunParams): RunSpec {
  const limits = given({ timeLimitMs: timeout_ms, outputCapBytes: output_limit_bytes });
  return { ...given(rest), ...limits };
}

/** The account whose turn it is, where a provider is named. */
async function turnOf(
  params: StartHttp,
  accounts: RunsWork["accounts"],
): Promise<{ readonly account?: string }> {
  if (params.provider === undefined) return {};
  if (params.account !== undefined) throw accountOrProvider(specOf(params));
  return { account: await (await accounts()).nextAccount(params.provider) };
}
