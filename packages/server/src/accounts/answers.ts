/** What a user answers: typed at a terminal, or a line each on standard input. */

import { ReadStream } from "node:tty";

import { chattyFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { unlessAborted } from "../runs/unless-aborted.ts";

import type { Env } from "../env.ts";

export type Answers = {
  /** Whether somebody is there who can be asked again. */
  readonly isTerminal: boolean;
  /**
   * The next line; undefined when there is none.
   *
   * @throws Fault `invalid-value` where it is too long, `login-cancelled` at Ctrl+C
   */
  readonly line: (question: string) => Promise<string | undefined>;
  /** The same, without showing what is typed. */
  readonly secret: (question: string) => Promise<string | undefined>;
};

/** No answer is waited for any more once `signal` is aborted: then its reason is thrown. */
export function answersOf(env: Pick<Env, "stdin" | "stderr" | "isTerminal">, signal: AbortSignal): Answers {
  const isTerminal = env.isTerminal("stdin");
  let reader: LineReader | undefined;

  function nextLine(): Promise<string | undefined> {
    reader ??= lineReader(env.stdin());
    return unlessAborted(reader.next(), signal);
  }

  async function line(question: string): Promise<string | undefined> {
    if (isTerminal) await env.stderr(question);
    return nextLine();
  }

  return {
    isTerminal,
    line,
    async secret(question) {
      if (!isTerminal) return nextLine();
      const terminal = new ReadStream(0);
      terminal.setRawMode(true);
      try {
        return await line(question);
      } finally {
        terminal.setRawMode(false);
        await env.stderr("\n");
      }
    },
  };
}

type LineReader = { readonly next: () => Promise<string | undefined> };

/** Lines, also of a terminal that hands on every key as it is. */
function lineReader(stream: ReadableStream<Uint8Array>): LineReader {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let waiting = "";
  let isOver = false;
  /** Where a line feed belongs to the end of the line before. */
  let isAfterReturn = false;

  async function next(): Promise<string | undefined> {
    let line = "";
    for (;;) {
      for (const character of waiting) {
        waiting = waiting.slice(character.length);
        const isRest = isAfterReturn && character === "\n";
        isAfterReturn = character === "\r";
        if (isRest) continue;
        if (character === "\n" || character === "\r") return line;
        if (character === CTRL_C) throw cancelled();
        if (character === CTRL_D) return line === "" ? undefined : line;
        if (character === BACKSPACE || character === DELETE) line = line.replace(/.$/su, "");
        else line += character;
        if (line.length > LIMITS.secretCharacters) throw tooLong();
      }
      if (isOver) return line === "" ? undefined : line;
      // oxlint-disable-next-line eslint/no-await-in-loop -- until the line has ended
      const { value, done } = await reader.read();
      isOver = done;
      waiting = decoder.decode(value, { stream: !done });
    }
  }
  return { next };
}

const CTRL_C = "\u0003";
const CTRL_D = "\u0004";
const BACKSPACE = "\b";
const DELETE = "\u007F";

export function cancelled(): Error {
  return chattyFault("login-cancelled", {
    message: "Cannot finish the login: it was cancelled",
    hint: "Log in again",
  });
}

function tooLong(): Error {
  return chattyFault("invalid-value", {
    message: `Cannot use what was given: it is longer than ${LIMITS.secretCharacters} characters`,
    hint: "Give the key or the code alone, and a line end",
  });
}
