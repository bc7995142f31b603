/** Declares a built-in command, with the types of what it takes and returns. */

import type * as z from "zod";

import { readFields } from "./read-input.ts";

import type { Command, CommandContext } from "./command.ts";
import type { Fields, InputOf } from "./field.ts";

export type CommandDeclaration<All extends Fields, Output extends z.ZodObject> = {
  readonly name: string;
  /** One sentence, without a full stop. */
  readonly description: string;
  /** Whether it only reads; a command that changes something says false. */
  readonly readOnly: boolean;
  readonly input: All;
  readonly output: Output;
  readonly run: (input: InputOf<All>, context: CommandContext) => z.input<Output> | Promise<z.input<Output>>;
};

export function declareCommand<const All extends Fields, Output extends z.ZodObject>(
  declaration: CommandDeclaration<All, Output>,
): Command {
  const { name, description, readOnly, input, output } = declaration;
  async function run(value: unknown, context: CommandContext): Promise<Record<string, unknown>> {
    return output.parse(await declaration.run(readFields({ name, input }, value), context));
  }
  return {
    name,
    description,
    readOnly,
    input,
    does: { kind: "function", output, run },
    origin: "built-in",
  };
}
