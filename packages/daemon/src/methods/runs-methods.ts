/** The methods about runs. */

import { DAEMON_LIMITS } from "../limits.ts";
import { accountOrProvider, runsClosed } from "../runs/refusals.ts";
import { given } from "./given.ts";
import { runView } from "./run-view.ts";
import { outputPiece } from "./output-piece.ts";

import type { CallContext, Handlers } from "@slipway/rpc";

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
    start_run: (params, context) => {
      const spec = specOf(params, context);
      async function start(): Promise<RunView> {
        const turn = params.kind === "http" ? await turnOf(params, { spec, accounts }) : {};
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

function specOf(params: StartRunParams, client: Pick<CallContext<never>, "connection">): RunSpec {
  const { timeout_ms, output_limit_bytes, ends_with_client = false, ...rest } = params;
  const bounds = given({
    timeLimitMs: timeout_ms,
    outputCapBytes: output_limit_bytes,
    endsWith: ends_with_client ? client.connection : undefined,
  });
  return { ...given(rest), ...bounds };
}

/** The account whose turn it is, where a provider is named. */
async function turnOf(
  { provider, account }: StartHttp,
  { spec, accounts }: { readonly spec: RunSpec; readonly accounts: RunsWork["accounts"] },
): Promise<{ readonly account?: string }> {
  if (provider === undefined) return {};
  if (account !== undefined) throw accountOrProvider(spec);
  return { account: await (await accounts()).nextAccount(provider) };
}
