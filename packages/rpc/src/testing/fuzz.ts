/** Mutated messages for one connection that serves and calls, and an account of what must come of each. */

import { mutate, type Random, seededRandom } from "@slipway/testkit";

import { connect } from "../connect.ts";
import { isDeeperThan } from "../framing/is-deeper-than.ts";
import { isArray, isObject } from "../json.ts";
import { LIMITS } from "../limits.ts";
import { readMessage } from "../messages/read-message.ts";
import { streamPair } from "../streams/stream-pair.ts";
import { sampleProtocol } from "./sample-protocol.ts";
import { sampleServer } from "./sample-server.ts";

export type FuzzOptions = { readonly messages: number; readonly seed: number };

export type FuzzReport = {
  /** Messages whose answers do not add up, and whatever was sent that is no message. */
  readonly findings: readonly string[];
  /** Answers by kind: `result`, or the code of the error. */
  readonly answers: ReadonlyMap<string, number>;
  /** How the calls to the mutating peer ended, by kind. */
  readonly calls: ReadonlyMap<string, number>;
  readonly pingAtTheEnd: unknown;
  readonly heapGrowthBytes: number;
};

const ROUND_MESSAGES = 50;

const REQUESTS = [
  '{"jsonrpc":"2.0","method":"echo","params":{"text":"ü\\u00e9\\n"},"id":"1"}',
  '{"method":"ping","params":{},"id":2}',
  '{"jsonrpc":"2.0","method":"count","params":{"to":3},"id":3}',
  '{"jsonrpc":"2.0","method":"fail","params":{"how":"later"},"id":4.5}',
  '{"jsonrpc":"2.0","method":"fail","params":{"how":"rpc-error"},"id":null}',
  '{"jsonrpc":"2.0","method":"note","params":{"text":"a"}}',
  '[{"method":"ping","id":5},{"method":"count","params":{"to":1},"id":6},{"method":"note","params":{"text":"b"}},1]',
  '{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":3}}',
  '{"method":"echo","params":{"__proto__":{"text":"a"},"text":"b"},"__proto__":{"id":9},"id":7}',
  `{"method":"echo","params":${'{"text":'.repeat(70)}1${"}".repeat(70)},"id":8}`,
];

/** Answers to the calls `id` and `id + 1`, right ones and wrong ones. */
function answersTo(id: number): readonly string[] {
  return [
    `{"jsonrpc":"2.0","id":${id},"result":{"text":"a"}}`,
    `{"jsonrpc":"2.0","id":${id},"error":{"code":7,"message":"no"}}`,
    `{"jsonrpc":"2.0","method":"$/progress","params":{"token":${id + 1},"value":1}}`,
    `[{"id":${id + 1},"result":{"text":7}},{"id":${id},"result":null}]`,
  ];
}

function rightAnswers(id: number): string {
  const answer = '"result":{"text":"a"}}';
  return `\n{"id":${id},${answer}\n{"id":${id + 1},${answer}\n`;
}

/** Runs until every mutated message was sent and every answer that is due has come. */
export async function fuzz({ messages, seed }: FuzzOptions): Promise<FuzzReport> {
  const random = seededRandom(seed);
  const findings: string[] = [];
  const answers = new Map<string, number>();
  const calls = new Map<string, number>();
  const [here, there] = streamPair();
  const connection = connect(here, { serve: sampleServer().served, peer: sampleProtocol });
  const reading = readAll(there.read, { answers, findings });
  let due = 0;
  Bun.gc(true);
  const heapAtStartBytes = process.memoryUsage().heapUsed;
  for (let round = 0; round < messages / ROUND_MESSAGES; round++) {
    const abort = new AbortController();
    const { signal } = abort;
    // Those of every other round are never aborted, and answered rightly at last: whatever came before, they must end.
    const options = round % 2 === 0 ? {} : { signal };
    const made = [
      connection.call.echo({ text: "a" }, options),
      connection.call.count({ to: 1 }, { ...options, onProgress: () => {} }),
    ].map((call) =>
      call.then(
        () => tally(calls, "result"),
        (error: unknown) => tally(calls, kindOf(error)),
      ),
    );
    const seeds = [...REQUESTS, ...answersTo(2 * round + 1)];
    const bytes = mutatedLines(seeds, random);
    due += dueFor(bytes);
    // oxlint-disable-next-line eslint/no-await-in-loop -- round after round
    await there.write(bytes);
    // oxlint-disable-next-line eslint/no-await-in-loop -- as above
    if (round % 2 === 0) await there.write(rightAnswers(2 * round + 1));
    else abort.abort();
    // oxlint-disable-next-line eslint/no-await-in-loop -- every call must end, whatever was answered
    await Promise.all(made);
  }
  await there.write('\n{"method":"ping","id":"the end"}\n');
  there.endWrites();
  const { kind } = await connection.ended;
  if (kind !== "input-ended") findings.push(`the connection ended as ${kind}`);
  const pingAtTheEnd = await reading;
  const count = [...answers.values()].reduce((sum, one) => sum + one, 0) - 1;
  if (count !== due) findings.push(`${due} answers are due, ${count} have come`);
  Bun.gc(true);
  const heapGrowthBytes = process.memoryUsage().heapUsed - heapAtStartBytes;
  return { findings, answers, calls, pingAtTheEnd, heapGrowthBytes };
}

function mutatedLines(seeds: readonly string[], random: Random): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let index = 0; index < ROUND_MESSAGES; index++) {
    const seed = seeds[random.below(seeds.length)] ?? "";
    const text = random.below(4) === 0 ? seed : mutatedJson(seed, random);
    const bytes = Buffer.from(text);
    parts.push(random.below(4) === 0 ? mutate(bytes, random) : bytes, NEW_LINE);
  }
  return Buffer.concat(parts);
}

/** Values that stand where others are expected. */
const ODD_TEXTS = [
  "null",
  "-1",
  "3",
  "1e999",
  "12345678901234567890",
  '""',
  '"1"',
  '"ping"',
  '"toString"',
  "[]",
  "{}",
  "[1]",
];
const ODD_NAMES = [
  "id",
  "method",
  "params",
  "jsonrpc",
  "result",
  "error",
  "__proto__",
  "token",
  "value",
  "text",
  "to",
];

/** A JSON text with one to three of its values or names replaced, as text: names may come twice. */
function mutatedJson(json: string, random: Random): string {
  let text = json;
  for (let left = 1 + random.below(3); left > 0; left--) {
    const names = [...text.matchAll(/"[a-z_]*":/gu)];
    const name = names[random.below(names.length)];
    if (name === undefined) return text;
    const start = name.index + name[0].length;
    const isValue = random.below(3) > 0;
    const value = /^(?:"[^"]*"|[\w.-]+)/u.exec(text.slice(start))?.[0] ?? "";
    text = isValue
      ? `${text.slice(0, start)}${ODD_TEXTS[random.below(ODD_TEXTS.length)]}${text.slice(start + value.length)}`
      : `${text.slice(0, name.index)}"${ODD_NAMES[random.below(ODD_NAMES.length)]}":${text.slice(start)}`;
  }
  return text;
}

const NEW_LINE = Uint8Array.of(0x0a);
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** How many answers the lines must have: an array counts for what is in it. */
function dueFor(bytes: Uint8Array): number {
  let due = 0;
  let from = 0;
  for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, from)) {
    const line = bytes.subarray(from, bytes[end - 1] === 0x0d && end > from ? end - 1 : end);
    if (line.length > 0) due += dueForLine(line);
    from = end + 1;
  }
  return due;
}

function dueForLine(line: Uint8Array): number {
  let value: unknown;
  try {
    const text = DECODER.decode(line);
    if (isDeeperThan(text, LIMITS.depth)) return 1;
    value = JSON.parse(text);
  } catch {
    return 1;
  }
  if (!isArray(value)) return dueForMessage(value);
  if (value.length === 0 || value.length > LIMITS.batchMessages) return 1;
  return value.reduce((sum: number, one) => sum + dueForMessage(one), 0);
}

function dueForMessage(value: unknown): number {
  const message = readMessage(value);
  return message.kind === "flawed" || (message.kind === "request" && message.id !== undefined) ? 1 : 0;
}

type Reading = { readonly answers: Map<string, number>; readonly findings: string[] };

/** Counts the answers until the end. Returns the answer to the last ping. */
async function readAll(
  read: () => Promise<Uint8Array | undefined>,
  { answers, findings }: Reading,
): Promise<unknown> {
  let start = "";
  let ping: unknown;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  // oxlint-disable-next-line eslint/no-await-in-loop -- chunk after chunk
  for (let chunk = await read(); chunk !== undefined; chunk = await read()) {
    const lines = `${start}${decoder.decode(chunk, { stream: true })}`.split("\n");
    start = lines.pop() ?? "";
    for (const line of lines) {
      const parsed: unknown = JSON.parse(line);
      for (const message of isArray(parsed) ? parsed : [parsed]) {
        if (!isObject(message) || message["jsonrpc"] !== "2.0") findings.push(`sent ${line}`);
        else if (message["method"] === undefined) tally(answers, answerKind(message));
        if (isObject(message) && message["id"] === "the end") ping = message["result"];
      }
    }
  }
  if (start !== "") findings.push(`sent a line without an end: ${start}`);
  return ping;
}

function answerKind(message: { readonly [key: string]: unknown }): string {
  const { error } = message;
  if (error === undefined) return Object.hasOwn(message, "result") ? "result" : "neither result nor error";
  return isObject(error) ? String(error["code"]) : "an error that is none";
}

function kindOf(error: unknown): string {
  return isObject(error) ? String(error["code"]) : "no error";
}

function tally(counts: Map<string, number>, kind: string): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
}
