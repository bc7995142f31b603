/** Starts daemons one after the other, loads them, and kills them at random moments. */

import { type Owned, ownedDaemon, sharedClient, startDaemon } from "../daemon-process.ts";
import { askUntilDead, type LoadOptions } from "./load-client.ts";

export type LaneOptions = LoadOptions & {
  readonly kind: "stdio" | "socket";
  /** The data folder, which all lanes share. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly kills: number;
  readonly clients: number;
  /** The longest life of a daemon that answers. */
  readonly lifeMs: number;
};

/** Rejects when a client hears what it should not. */
export async function killLane(options: LaneOptions): Promise<void> {
  for (let killed = 0; killed < options.kills; killed += 1) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
    await (options.kind === "stdio" ? killOwned(options) : killShared(options));
    options.ledger.counts.kills += 1;
  }
}

/** Some die before they answer, while they look at what the last one left. */
function lifeOf({ random, lifeMs }: LaneOptions): { readonly fromStart: boolean; readonly ms: number } {
  const fromStart = random.below(6) === 0;
  return { fromStart, ms: random.below(fromStart ? 150 : lifeMs) };
}

async function killOwned(options: LaneOptions): Promise<void> {
  const daemon = ownedDaemon({ ...options, args: [] });
  const drained = new Response(daemon.child.stderr).text();
  const life = lifeOf(options);
  if (!life.fromStart) await firstAnswer(daemon);
  setTimeout(() => daemon.child.kill("SIGKILL"), life.ms);
  const asking = Array.from({ length: options.clients }, () => askUntilDead(daemon.call, options));
  await Promise.all([...asking, daemon.child.exited, drained]);
}

async function firstAnswer({ call }: Owned): Promise<void> {
  await call.list_runs({ limit: 1 });
}

async function killShared(options: LaneOptions): Promise<void> {
  const child = startDaemon({ ...options, args: ["--socket"] });
  const drained = new Response(child.stderr).text();
  const life = lifeOf(options);
  if (life.fromStart) {
    setTimeout(() => child.kill("SIGKILL"), life.ms);
  } else {
    const clients = await Promise.all(
      Array.from({ length: options.clients }, () => connected(options.folder)),
    );
    setTimeout(() => child.kill("SIGKILL"), life.ms);
    await Promise.all(clients.map(({ call }) => askUntilDead(call, options)));
  }
  await Promise.all([child.exited, drained]);
}

/** The one before may have left its socket, on which nobody answers. */
async function connected(folder: string): ReturnType<typeof sharedClient> {
  for (;;) {
    try {
      // oxlint-disable-next-line eslint/no-await-in-loop -- until it listens
      const client = await sharedClient(folder);
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      await client.call.get_status({});
      return client;
    } catch {
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      await Bun.sleep(5);
    }
  }
}
