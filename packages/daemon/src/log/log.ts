/** The log: one line each, `time level message key=value`. What is given to it must hold no secret. */

import { LOG_LEVELS, type LogLevel } from "./log-levels.ts";

export type LogFacts = Readonly<Record<string, string | number | boolean>>;

export type Log = (level: LogLevel, message: string, facts?: LogFacts) => void;

export type LogOptions = {
  /** The least important that is told. */
  readonly level: LogLevel;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Takes whole lines, and never throws: a log that nobody reads is no failure. */
  readonly write: (line: string) => void;
};

/** Makes a log. */
export function createLog({ level, clock, write }: LogOptions): Log {
  const most = LOG_LEVELS.indexOf(level);
  return function log(lineLevel, message, facts = {}) {
    if (LOG_LEVELS.indexOf(lineLevel) > most) return;
    const pairs = Object.entries(facts).map(([name, value]) => ` ${name}=${valueText(value)}`);
    write(`${new Date(clock()).toISOString()} ${lineLevel} ${oneLine(message)}${pairs.join("")}\n`);
  };
}

/** Plain words stand as they are; whatever has spaces, quotes or control characters is a JSON text. */
function valueText(value: string | number | boolean): string {
  const text = String(value);
  return /^[\w.,:;/@+~%<>()[\]{}*?!$&|^-]+$/u.test(text) ? text : oneLine(JSON.stringify(text));
}

/** Texts from outside must not begin another line nor move the cursor. */
function oneLine(text: string): string {
  // oxlint-disable-next-line eslint/no-control-regex -- control characters are what it looks for
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
