/** Bounds how much is asked of the peer at once, so that it never has to stop reading because of us. */

import type { Limits } from "../limits.ts";

export type CallWindow = {
  /** Calls `send` now or when there is room. False: too many wait already. */
  readonly enter: (entry: WindowEntry) => boolean;
  /** An entry that has not been sent is not wanted any more. */
  readonly withdraw: (entry: WindowEntry) => void;
  /** An entry that was sent is answered, or is not waited for any more. */
  readonly leave: (characters: number) => void;
};

export type WindowEntry = {
  readonly characters: number;
  /** False: it is not wanted any more and takes no room. */
  readonly send: () => boolean;
};

/** First come, first sent. One entry may always be on its way, whatever its size. */
export function createCallWindow(
  limits: Pick<Limits, "requestsInFlight" | "queuedCharacters" | "waitingSends" | "waitingCharacters">,
): CallWindow {
  let sent = 0;
  let sentCharacters = 0;
  const waiting = new Set<WindowEntry>();
  let waitingCharacters = 0;

  function hasRoom({ characters }: WindowEntry): boolean {
    if (sent === 0) return true;
    return sent < limits.requestsInFlight && sentCharacters + characters <= limits.queuedCharacters;
  }

  function send(entry: WindowEntry): void {
    if (!entry.send()) return;
    sent++;
    sentCharacters += entry.characters;
  }

  function enter(entry: WindowEntry): boolean {
    if (waiting.size === 0 && hasRoom(entry)) send(entry);
    else if (waiting.size >= limits.waitingSends || waitingCharacters >= limits.waitingCharacters)
      return false;
    else {
      waiting.add(entry);
      waitingCharacters += entry.characters;
    }
    return true;
  }

  function leave(characters: number): void {
    sent--;
    sentCharacters -= characters;
    for (const entry of waiting) {
      if (!hasRoom(entry)) break;
      withdraw(entry);
      send(entry);
    }
  }

  function withdraw(entry: WindowEntry): void {
    if (waiting.delete(entry)) waitingCharacters -= entry.characters;
  }

  return { enter, withdraw, leave };
}
