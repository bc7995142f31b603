/** Puts an answer on the wire, whole or broken as asked. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import type { Answer } from "./call.ts";
import type { Mischief } from "./misbehaviour.ts";
import { fileBytes } from "./stored-bytes.ts";

export type Sending = {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly headers: Readonly<Record<string, string>>;
  readonly mischief: Mischief | undefined;
  /** Aborted when the server closes: until then a stalled answer waits. */
  readonly closing: AbortSignal;
};

/** Sends an answer and resolves when it is sent or the connection is gone; to how many bytes its body has. */
export async function send(answer: Answer, sending: Sending): Promise<number> {
  const { message, response, headers, mischief } = sending;
  const body = bodyOf(answer, sending);
  response.writeHead(body.status, {
    ...headers,
    ...typeOf(answer),
    ...answer.headers,
    ...body.headers,
    ...(answer.kind === "empty" ? {} : { "content-length": String(body.sizeBytes) }),
  });
  try {
    if (message.method === "HEAD" || answer.kind === "empty") await ended(response);
    else if (mischief?.kind === "stall" || mischief?.kind === "cut") await sendHalf(body, sending);
    else await pipeline(Readable.from(body.chunks(body.sizeBytes)), response);
  } catch {
    // The receiver left, or was made to: nobody is there to be told.
  }
  return body.sizeBytes;
}

type Body = {
  readonly status: number;
  readonly sizeBytes: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The first bytes of it. */
  readonly chunks: (sizeBytes: number) => AsyncIterable<Buffer> | Iterable<Buffer>;
};

function bodyOf(answer: Answer, { message, mischief }: Sending): Body {
  if (answer.kind === "file") return fileBody(answer, { range: message.headers.range, mischief });
  const whole = bytesOf(answer);
  const isHalf = mischief?.kind === "cut" && mischief.ends === "regularly";
  const bytes = isHalf ? whole.subarray(0, whole.length / 2) : whole;
  return {
    status: answer.status,
    sizeBytes: bytes.length,
    headers: {},
    chunks: (sizeBytes) => [bytes.subarray(0, sizeBytes)],
  };
}

function bytesOf(answer: Exclude<Answer, { readonly kind: "file" }>): Buffer {
  switch (answer.kind) {
    case "json":
      return Buffer.from(JSON.stringify(answer.body));
    case "text":
      return Buffer.from(answer.body);
    case "bytes":
      return answer.body;
    case "empty":
      return Buffer.of();
  }
}

function fileBody(
  { path, sizeBytes, status }: Extract<Answer, { readonly kind: "file" }>,
  { range, mischief }: { readonly range: string | undefined; readonly mischief: Mischief | undefined },
): Body {
  const wrongBytes = mischief?.kind === "wrong-bytes" ? mischief.how : undefined;
  const isHalf = mischief?.kind === "cut" && mischief.ends === "regularly";
  const [, from, to] = /^bytes=(\d+)-(\d*)$/u.exec(range ?? "") ?? [];
  const start = Number(from ?? 0);
  const last = Math.min(to === undefined || to === "" ? Infinity : Number(to), sizeBytes - 1);
  const size = last - start + 1;
  const sent = isHalf ? Math.floor(size / 2) : wrongBytes === "truncated" ? size - 1 : size;
  return {
    status: from === undefined ? status : 206,
    sizeBytes: sent,
    headers: from === undefined ? {} : { "content-range": `bytes ${start}-${last}/${sizeBytes}` },
    chunks: (limitBytes) =>
      fileBytes(path, {
        start,
        end: start + Math.min(limitBytes, sent) - 1,
        wrongBytes: wrongBytes === "flipped" ? wrongBytes : undefined,
      }),
  };
}

async function sendHalf(body: Body, { response, mischief, closing }: Sending): Promise<void> {
  if (mischief?.kind === "cut" && mischief.ends === "regularly") {
    await pipeline(Readable.from(body.chunks(body.sizeBytes)), response);
    return;
  }
  const half = Math.floor(body.sizeBytes / 2);
  for await (const chunk of body.chunks(half))
    await new Promise<void>((written) => response.write(chunk, () => written()));
  if (mischief?.kind === "stall" && !closing.aborted)
    await new Promise<void>((resolve) => {
      closing.addEventListener("abort", () => resolve(), { once: true });
      response.once("close", () => resolve());
    });
  response.socket?.destroy();
}

async function ended(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => response.end(() => resolve()));
}

function typeOf({ kind }: Answer): Readonly<Record<string, string>> {
  return kind === "json" ? { "content-type": "application/json; charset=utf-8" } : {};
}
