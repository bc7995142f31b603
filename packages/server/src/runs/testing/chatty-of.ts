/** Runs command lines of a user in this process. */

import { runChatty } from "../../cli/run.ts";
import { context } from "./user.ts";

import type { Effects } from "../../env.ts";
import type { User } from "./user.ts";

export type Ran = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

export type Given = {
  /** What is on standard input. */
  readonly stdin?: string | ReadableStream<Uint8Array>;
  /** Whether it is a terminal. */
  readonly isTerminal?: boolean;
  /** Aborted by a signal. */
  readonly stop?: AbortSignal;
  /** Hears of everything as it is written. */
  readonly onWrite?: (text: string) => void;
  /** Whether somebody reads what it writes. */
  readonly isRead?: () => boolean;
};

export type Chatty = (words: readonly string[], given?: Given) => Promise<Ran>;

export function chattyOf({ host }: User): Chatty {
  return async (
    words,
    {
      stdin = "",
      isTerminal = false,
      stop = new AbortController().signal,
      onWrite,
      isRead = () => true,
    } = {},
  ) => {
    const written = { stdout: "", stderr: "" };
    function writeTo(output: keyof typeof written): Effects["stdout"] {
      return (data) => {
        const text = String(data);
        written[output] += text;
        onWrite?.(text);
        return Promise.resolve(isRead());
      };
    }
    const exitCode = await runChatty(words, {
      stdout: writeTo("stdout"),
      stderr: writeTo("stderr"),
      stdin: () => (typeof stdin === "string" ? new Blob([stdin]).stream() : stdin),
      isTerminal: () => isTerminal,
      stopSignal: () => stop,
      context,
      process: host,
    });
    return { exitCode, ...written };
  };
}
