/** Who is connected: bounded, and without those that have not been heard of for long. */

export type Session = {
  /** Ends it, whoever waits for an answer. */
  readonly close: () => Promise<void>;
  /** Whether somebody listens to it. */
  readonly isBusy: () => boolean;
};

export type SessionTable<Kind extends Session> = {
  /** Finds a session, which counts as use of it. */
  readonly use: (id: string) => Kind | undefined;
  /** False where there is no room: nobody idle can be sent away. */
  readonly makeRoom: () => boolean;
  readonly add: (id: string, session: Kind) => void;
  readonly remove: (id: string) => void;
  readonly size: () => number;
  /** Ends all sessions. */
  readonly close: () => Promise<void>;
};

export type SessionTableOptions = {
  readonly limits: {
    readonly sessions: number;
    readonly sessionIdleMs: number;
    readonly sessionLookMs: number;
  };
  /** Milliseconds, of a clock that only goes forward. */
  readonly clock: () => number;
};

/** A table that looks after its sessions until it is closed. */
export function createSessionTable<Kind extends Session>(options: SessionTableOptions): SessionTable<Kind> {
  const { limits, clock } = options;
  // In the order of their last use.
  const entries = new Map<string, { readonly session: Kind; readonly usedMs: number }>();
  function use(id: string): Kind | undefined {
    const session = entries.get(id)?.session;
    if (session !== undefined) add(id, session);
    return session;
  }
  function add(id: string, session: Kind): void {
    entries.delete(id);
    entries.set(id, { session, usedMs: clock() });
  }
  function end(id: string, session: Kind): void {
    entries.delete(id);
    void session.close().catch(() => {}); // nobody is there to hear of it
  }
  function endIdle(): void {
    // A copy: what is busy goes to the end, where it would be looked at again and again.
    const all = Array.from(entries);
    for (const [id, { session, usedMs }] of all) {
      if (session.isBusy()) add(id, session);
      else if (clock() - usedMs >= limits.sessionIdleMs) end(id, session);
    }
  }
  function makeRoom(): boolean {
    if (entries.size < limits.sessions) return true;
    for (const [id, { session }] of entries) {
      if (session.isBusy()) continue;
      end(id, session);
      return true;
    }
    return false;
  }
  const timer = setInterval(endIdle, limits.sessionLookMs);
  timer.unref();
  return {
    use,
    makeRoom,
    add,
    remove: (id) => void entries.delete(id),
    size: () => entries.size,
    async close() {
      clearInterval(timer);
      const sessions = [...entries.values()];
      entries.clear();
      await Promise.allSettled(sessions.map(({ session }) => session.close()));
    },
  };
}
