/** What a command is. It is declared once; the CLI, the MCP tools and the web page come from that. */

import type { Json } from "@slipway/rpc";
import type * as z from "zod";

import type { Fields } from "./field.ts";

/** What every command's name matches. */
export const COMMAND_NAME: RegExp = /^[a-z][a-z0-9-]{0,31}$/u;

/** The effects a built-in command may have, so that tests are exact. */
export type CommandContext = {
  readonly now: () => Date;
  /** A random (version 4) UUID. */
  readonly randomUuid: () => string;
  readonly platform: PlatformFacts;
};

export type PlatformFacts = {
  /** Operating system and CPU as `process.platform` and `process.arch` spell them. */
  readonly os: string;
  readonly cpu: string;
  /** Whether this is the compiled executable. */
  readonly isCompiled: boolean;
  readonly bunVersion: string;
};

type Variables = Readonly<Record<string, string>>;

/** Runs a program; no shell reads its arguments. */
export type ProgramAction = {
  readonly kind: "program";
  /**
   * The program and its arguments. One that is exactly `{name}` becomes the value of that field. A list is a group: it is
   * left out when a field in it has no value or is false.
   */
  readonly argv: readonly (string | readonly string[])[];
  /** An absolute path; left out: the user's home folder. */
  readonly cwd?: string | undefined;
  /** Added to the program's variables; a value that is exactly `{name}` becomes that field's. */
  readonly env?: Variables | undefined;
  /** What the program reads: literal, or exactly `{name}`. */
  readonly stdin?: string | undefined;
  readonly timeout_ms?: number | undefined;
};

/** Runs a script by the system's shell. It is never edited: values come as variables `INPUT_<NAME>`. */
export type ShellAction = {
  readonly kind: "shell";
  readonly script: string;
  readonly cwd?: string | undefined;
  readonly env?: Variables | undefined;
  readonly timeout_ms?: number | undefined;
};

/** Opens an address with the program the user has for it. `{name}` in it is percent-encoded. */
export type OpenAction = { readonly kind: "open"; readonly url: string };

/** Sends an HTTP request. */
export type HttpAction = {
  readonly kind: "http";
  readonly url: string;
  readonly method?: string | undefined;
  readonly headers?: Variables | undefined;
  /** A text, or JSON in which a text that is exactly `{name}` becomes that field's value. */
  readonly body?: Json | undefined;
  /** The account whose credentials go with it. */
  readonly account?: string | undefined;
  /** In place of an account a provider, whose accounts take turns. */
  readonly provider?: string | undefined;
  readonly timeout_ms?: number | undefined;
};

/** Runs here, in chatty; only built-in commands do. */
export type FunctionAction = {
  readonly kind: "function";
  readonly output: z.ZodObject;
  /**
   * Checks the input, runs the command, checks what it returns.
   *
   * @throws Fault `invalid-input`, and what the command itself throws.
   */
  readonly run: (input: unknown, context: CommandContext) => Promise<Record<string, unknown>>;
};

/** What can be declared in a configuration: everything that chatty-daemon or the system does. */
export type RunAction = ProgramAction | ShellAction | OpenAction | HttpAction;

export type Action = RunAction | FunctionAction;

export type Command = {
  readonly name: string;
  /** One sentence, without a full stop. */
  readonly description: string;
  /** Whether it only reads; a command that changes something says false. */
  readonly readOnly: boolean;
  readonly input: Fields;
  readonly does: Action;
  readonly origin: "built-in" | "configuration";
};
