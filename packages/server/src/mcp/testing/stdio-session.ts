/** A client of `serveMcp`, line by line. */

import { createLog } from "@chatty/daemon/log";
import * as z from "zod";

import { BUILT_IN } from "../../commands/built-in.ts";
import { createServerFactory, type ServerFactory } from "../server-factory.ts";
import { serveMcp } from "../serve.ts";
import { type Era, OLD_ERA } from "./eras.ts";
import { scriptedRunner } from "./scripted-runner.ts";

import type { Fault } from "@slipway/fault";
import type { Command, CommandContext } from "../../commands/command.ts";
import type { Prompt } from "../../commands/prompt.ts";
import type { Runner } from "../../runs/runner.ts";

export const CONTEXT: CommandContext = {
  now: () => new Date(0),
  randomUuid: () => "9b2c1a04-5d6e-4f70-8a91-b2c3d4e5f607",
  platform: { os: "linux", cpu: "x64", isCompiled: false, bunVersion: "1.4.4" },
};

const messageSchema = z.looseObject({
  jsonrpc: z.literal("2.0"),
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
});

export type Message = {
  readonly id?: string | number | undefined;
  readonly method?: string | undefined;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly [member: string]: unknown;
};

export type SessionOptions = {
  readonly era?: Era;
  readonly commands?: readonly Command[];
  readonly prompts?: readonly Prompt[];
  readonly runner?: Runner;
  /** In place of `runner`. */
  readonly openRunner?: () => Promise<Runner>;
  /** Says whether somebody reads what is written. */
  readonly write?: () => Promise<boolean>;
};

export type StdioSession = {
  /** Resolves to the answer. */
  readonly request: (method: string, params?: object) => Promise<Message>;
  readonly send: (...messages: readonly object[]) => void;
  /** Standard input, as it is. */
  readonly sendBytes: (bytes: Uint8Array) => void;
  /** Resolves with the first message, also of the past, that `is` takes. */
  readonly until: (is: (message: Message) => boolean) => Promise<Message>;
  /** Everything written: every line is a message. */
  readonly messages: readonly Message[];
  readonly log: readonly string[];
  /** Makes the commands others, or the configuration broken, and tells the factory. */
  readonly reconfigure: (to: readonly Command[] | Fault) => void;
  readonly factory: ServerFactory;
  readonly end: () => void;
  readonly stop: () => void;
  /** Settles when serving has ended. */
  readonly ended: Promise<unknown>;
};

/** Not opened yet: `openedSession` does that too. */
export function stdioSession(options: SessionOptions = {}): StdioSession {
  const { era = OLD_ERA, write = () => Promise.resolve(true) } = options;
  const input = streamWithEnd();
  const stop = new AbortController();
  const lines = messageLines();
  const log: string[] = [];
  const { factory, reconfigure } = factoryOf(options, (line) => log.push(line));
  let lastId = 0;

  function send(...messages: readonly object[]): void {
    const text = messages.map((message) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`).join("");
    input.push(new TextEncoder().encode(text));
  }

  function request(method: string, params: object = {}): Promise<Message> {
    lastId += 1;
    const id = lastId;
    const { _meta: meta = {} } = z.looseObject({ _meta: z.object().loose().optional() }).parse(params);
    send({ id, method, params: { ...params, _meta: { ...era.meta, ...meta } } });
    return lines.until((message) => message.id === id && message.method === undefined);
  }

  const ended = serveMcp({
    factory,
    log: createLog({ level: "info", clock: () => 0, write: (line) => log.push(line) }),
    input: input.stream,
    write: (text) => (lines.push(text), write()),
    stop: stop.signal,
  });
  const { until, messages } = lines;
  return {
    request,
    send,
    sendBytes: input.push,
    until,
    messages,
    log,
    reconfigure,
    factory,
    end: input.end,
    stop: () => stop.abort(),
    ended,
  };
}

/** Past the first exchange. */
export async function openedSession(options: SessionOptions = {}): Promise<StdioSession> {
  const { era = OLD_ERA } = options;
  const session = stdioSession(options);
  await session.request(era.opening.method, era.opening.params);
  session.send(...era.opened);
  return session;
}

function factoryOf(
  { commands = BUILT_IN, prompts = [], runner = scriptedRunner(), openRunner }: SessionOptions,
  write: (line: string) => void,
): Pick<StdioSession, "factory" | "reconfigure"> {
  let current = { path: "/etc/chatty.config.json", isThere: true, commands, prompts };
  let problem: Fault | undefined;
  const factory = createServerFactory({
    config: { current: () => current, problem: () => problem },
    runner: openRunner ?? (() => Promise.resolve(runner)),
    context: CONTEXT,
    log: createLog({ level: "info", clock: () => 0, write }),
  });
  return {
    factory,
    reconfigure(to) {
      if (to instanceof Error) problem = to;
      else {
        problem = undefined;
        current = { ...current, commands: to };
      }
      factory.configChanged();
    },
  };
}

function streamWithEnd(): {
  readonly stream: ReadableStream<Uint8Array>;
  readonly push: (bytes: Uint8Array) => void;
  readonly end: () => void;
} {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  return {
    stream: readable,
    push: (bytes) => void writer.write(bytes).catch(() => {}),
    end: () => void writer.close().catch(() => {}),
  };
}

function messageLines(): {
  readonly push: (text: string) => void;
  readonly until: StdioSession["until"];
  readonly messages: readonly Message[];
} {
  const messages: Message[] = [];
  let waiting: { readonly is: (message: Message) => boolean; readonly found: (message: Message) => void }[] =
    [];
  return {
    messages,
    push(text) {
      if (!text.endsWith("\n")) throw new Error("a line without its end");
      for (const line of text.slice(0, -1).split("\n")) {
        const message = messageSchema.parse(JSON.parse(line));
        messages.push(message);
        for (const { is, found } of waiting) if (is(message)) found(message);
        waiting = waiting.filter(({ is }) => !is(message));
      }
    },
    until(is) {
      const { promise, resolve } = Promise.withResolvers<Message>();
      const known = messages.find(is);
      if (known === undefined) waiting.push({ is, found: resolve });
      else resolve(known);
      return promise;
    },
  };
}
