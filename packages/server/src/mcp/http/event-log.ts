/** Keeps what was sent on streams, so that a client that lost its connection gets the rest when it comes back. */

import type { EventStore, JSONRPCMessage } from "@modelcontextprotocol/server";

export type EventLogOptions = {
  /** What all sessions keep together; the oldest goes first. */
  readonly maxBytes: number;
  /** What an event costs besides its texts. */
  readonly overheadBytes: number;
};

export type EventLog = {
  /** The part of one session, which sees no other. */
  readonly openSession: () => SessionEvents;
  /** What is kept, as it is counted. */
  readonly sizeBytes: () => number;
};

export type SessionEvents = {
  readonly store: EventStore;
  /** Forgets all of it. */
  readonly close: () => void;
};

type Event = {
  readonly id: string;
  readonly stream: string;
  readonly message: JSONRPCMessage;
  readonly sizeBytes: number;
  /** The events of its session. */
  readonly owner: Map<string, Event>;
};

/** Nothing is written to disk: what a server knows of its streams ends with it. */
export function createEventLog({ maxBytes, overheadBytes }: EventLogOptions): EventLog {
  const all = new Set<Event>();
  let sizeBytes = 0;
  let count = 0;
  function forget(event: Event): void {
    if (!all.delete(event)) return;
    event.owner.delete(event.id);
    sizeBytes -= event.sizeBytes;
  }
  function keep(event: Event): void {
    event.owner.set(event.id, event);
    all.add(event);
    sizeBytes += event.sizeBytes;
    // A set is in the order in which it was filled.
    for (const oldest of all) {
      if (sizeBytes <= maxBytes) return;
      forget(oldest);
    }
  }
  function openSession(): SessionEvents {
    const own = new Map<string, Event>();
    const store: EventStore = {
      storeEvent(stream, message) {
        count += 1;
        const id = `${stream}_${count}`;
        keep({ id, stream, message, sizeBytes: overheadBytes + textBytes(message), owner: own });
        return Promise.resolve(id);
      },
      getStreamIdForEventId: (id) => Promise.resolve(own.get(id)?.stream),
      async replayEventsAfter(id, { send }) {
        const last = own.get(id);
        if (last === undefined) throw new Error("The event is not kept any more");
        const kept = [...own.values()];
        const later = kept.slice(kept.indexOf(last) + 1).filter(({ stream }) => stream === last.stream);
        // oxlint-disable-next-line eslint/no-await-in-loop -- in the order they were sent
        for (const event of later) if (isMessage(event)) await send(event.id, event.message);
        return last.stream;
      },
    };
    return {
      store,
      close() {
        for (const event of own.values()) forget(event);
      },
    };
  }
  return { openSession, sizeBytes: () => sizeBytes };
}

/** The SDK begins streams with an event that has no message. */
function isMessage({ message }: Event): boolean {
  return Object.keys(message).length > 0;
}

/** About what a message takes in memory: its texts, two bytes a character. Writing it as JSON would cost more than sending it. */
function textBytes(value: unknown): number {
  if (typeof value === "string") return value.length * 2;
  if (typeof value !== "object" || value === null) return 8;
  let sum = 16;
  for (const [name, member] of Object.entries(value)) sum += name.length * 2 + textBytes(member);
  return sum;
}
