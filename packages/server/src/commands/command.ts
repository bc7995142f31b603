/** What a command is. It is declared once; the CLI, the MCP tools and the web page come from that. */

import { chattyFault } from "../faults.ts";

import type * as z from "zod";

/** The effects a command may have, so that tests are exact. */
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

export type CommandDeclaration<Input extends z.ZodObject, Output extends z.ZodObject> = {
  readonly name: string;
  /** One sentence, without a full stop. */
  readonly description: string;
  /** Whether it only reads; a command that changes something says false. */
  readonly readOnly: boolean;
  /** Without transforms: the MCP SDK checks a tool's input too, so that it is parsed twice. */
  readonly input: Input;
  readonly output: Output;
  readonly run: (
    input: z.output<Input>,
    context: CommandContext,
  ) => z.input<Output> | Promise<z.input<Output>>;
};

/** A declared command, as those who list or run commands see it. */
export type Command = {
  readonly name: string;
  readonly description: string;
  readonly readOnly: boolean;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  /**
   * Checks the input, runs the command, checks what it returns.
   *
   * @throws Fault `invalid-input`, and what the command itself throws.
   */
  readonly run: (input: unknown, context: CommandContext) => Promise<Record<string, unknown>>;
};

export function declareCommand<Input extends z.ZodObject, Output extends z.ZodObject>(
  declaration: CommandDeclaration<Input, Output>,
): Command {
  const { name, description, readOnly, input, output } = declaration;
  async function run(value: unknown, context: CommandContext): Promise<Record<string, unknown>> {
    const parsed = input.safeParse(value);
    if (!parsed.success) throw invalidInput(name, parsed.error);
    return output.parse(await declaration.run(parsed.data, context));
  }
  return { name, description, readOnly, input, output, run };
}

function invalidInput(name: string, error: z.ZodError): Error {
  return chattyFault("invalid-input", {
    message: `Cannot run "${name}": its input does not hold`,
    details: error.issues.map((issue) => `${issue.path.join(".") || "input"}: ${issue.message}`),
    hint: 'Run "chatty list --json" for the input of every command',
    cause: error,
  });
}
