/** The one schema of `chatty.config.json`: what may be written there, and its JSON schema, come from here. */

import * as z from "zod";

import { COMMAND_NAME, type Command, type RunAction } from "../commands/command.ts";
import { FIELD_NAME, type Fields } from "../commands/field.ts";
import { LIMITS } from "../limits.ts";

export type DeclaredCommand = Pick<Command, "description" | "readOnly"> & {
  readonly input?: Fields | undefined;
  readonly does: RunAction;
};

export type DeclaredPrompt = {
  readonly description: string;
  readonly arguments?: Fields | undefined;
  readonly text: string;
};

/** What a person writes. */
export type ConfigContent = {
  readonly $schema?: string | undefined;
  readonly commands?: Readonly<Record<string, DeclaredCommand>> | undefined;
  readonly prompts?: Readonly<Record<string, DeclaredPrompt>> | undefined;
};

const commandName = z
  .string()
  .regex(COMMAND_NAME, "lower-case letters, digits and dashes, beginning with a letter, at most 32 of them");
const fieldName = z
  .string()
  .regex(
    FIELD_NAME,
    "lower-case letters, digits and underscores, beginning with a letter, at most 32 of them",
  );

const sentence = z
  .string()
  .regex(/^[^\p{Cc}]{1,500}$/u, "one line of at most 500 characters")
  .describe("What it is for, in one sentence, for people and for models");

const common = {
  description: z
    .string()
    .regex(/^[^\p{Cc}]{1,500}$/u, "one line of at most 500 characters")
    .optional()
    .describe("What it means, in a few words"),
  optional: z.boolean().optional().describe("Whether it may be left out; one with a default always may"),
};

const allowLeadingDash = z
  .boolean()
  .optional()
  .describe('Whether it may begin with "-" where the program could take it for an option');

const textLength = z.int().min(0).max(LIMITS.fieldLength);

const stringField = z.strictObject({
  type: z.literal("string").describe("A text"),
  ...common,
  default: z.string().optional().describe("The value when none is given"),
  enum: z.array(z.string()).min(1, "at least one value").optional().describe("The only values it may have"),
  minLength: textLength.optional().describe("How many characters it has at least"),
  maxLength: textLength.optional().describe("How many characters it has at most"),
  pattern: z
    .string()
    .refine(isPattern, "a regular expression of JavaScript")
    .optional()
    .describe(
      "A regular expression that must be found in it; begin it with ^ and end it with $ for the whole",
    ),
  allowLeadingDash,
});

const number = z.number();

const numberField = z.strictObject({
  type: z.literal(["number", "integer"]).describe("A number, or a whole number"),
  ...common,
  default: number.optional().describe("The value when none is given"),
  minimum: number.optional().describe("The smallest value"),
  maximum: number.optional().describe("The greatest value"),
  allowLeadingDash,
});

const booleanField = z.strictObject({
  type: z.literal("boolean").describe("true or false"),
  ...common,
  default: z.boolean().optional().describe("The value when none is given"),
});

const fields = z.record(fieldName, z.discriminatedUnion("type", [stringField, numberField, booleanField]));

const timeout = z
  .int()
  .min(1)
  .max(LIMITS.timeoutMs)
  .optional()
  .describe("How long it may take, in milliseconds; by default as long as it likes, a request five minutes");
const folder = z
  .string()
  .refine(isFolder, "an absolute path, or one that begins with ~/")
  .optional()
  .describe("The folder it runs in: an absolute path, or one below ~; by default the home folder");
const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/u, "letters, digits and underscores");
const variables = z
  .record(variableName, z.string())
  .optional()
  .describe("Variables that it gets; a value that is exactly {name} becomes that input's value");
const word = z.string();

const program = z.strictObject({
  kind: z.literal("program").describe("Run a program; no shell reads its arguments"),
  argv: z
    .array(z.union([word, z.array(word).min(1, "at least one text")], "a text, or a list of texts"))
    .min(1, "at least the program")
    .describe(
      "The program and its arguments. An argument that is exactly {name} becomes that input's value. A list is left out as a whole when an input in it has no value or is false",
    ),
  cwd: folder,
  env: variables,
  stdin: z
    .string()
    .optional()
    .describe("What the program reads: a text, or exactly {name}; by default nothing"),
  timeout_ms: timeout,
});

const shell = z.strictObject({
  kind: z.literal("shell").describe("Run a script by /bin/sh, on Windows by PowerShell"),
  script: z
    .string()
    .min(1, "at least one character")
    .describe("The script. It is never edited: inputs come as the variables INPUT_NAME"),
  cwd: folder,
  env: variables,
  timeout_ms: timeout,
});

const url = z.string().min(1, "an address");

const open = z.strictObject({
  kind: z.literal("open").describe("Open an address in the browser or the mail program"),
  url: url.describe(
    "An http, https or mailto address; {name} in it becomes that input's value, percent-encoded",
  ),
});

const http = z.strictObject({
  kind: z.literal("http").describe("Send an HTTP request"),
  url: url.describe("An http or https address; {name} in path, query or fragment becomes that input's value"),
  method: z
    .enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    .optional()
    .describe("By default GET"),
  headers: z
    .record(z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/u, "the name of a header"), z.string())
    .optional()
    .describe("Headers; a value that is exactly {name} becomes that input's value"),
  body: z
    .json()
    .optional()
    .describe("A text, or JSON in which a text that is exactly {name} becomes that input's value"),
  account: nameOf("an account").describe("The account whose credentials go with it: see chatty accounts"),
  provider: nameOf("a provider").describe("In place of an account a provider, whose accounts take turns"),
  timeout_ms: timeout,
});

const command = z.strictObject({
  description: sentence,
  readOnly: z.boolean().describe("Whether it only reads; false for whatever changes something"),
  input: fields.optional().describe("What it takes, by name"),
  does: z.discriminatedUnion("kind", [program, shell, open, http]).describe("What it does"),
});

const prompt = z.strictObject({
  description: sentence,
  arguments: z.record(fieldName, stringField).optional().describe("Its blanks, by name"),
  text: z
    .string()
    .min(1, "at least one character")
    .describe("The text; {name} in it becomes that argument's value"),
});

export const configSchema: z.ZodType<ConfigContent> = z.strictObject({
  $schema: z.string().optional().describe("The address of this schema, for editors"),
  commands: z.record(commandName, command).optional().describe("Your commands, by name"),
  prompts: z.record(commandName, prompt).optional().describe("Texts that MCP clients offer, by name"),
});

function nameOf(what: string): z.ZodOptional<z.ZodString> {
  return z.string().min(1, `the name of ${what}`).max(200, "at most 200 characters").optional();
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

/** Of whatever system: a configuration may be shared between some. */
function isFolder(path: string): boolean {
  return /^(?:\/|~$|~\/|[A-Za-z]:[\\/]|\\\\)/u.test(path);
}
