/** What holds in a configuration, and is likely not what was meant. */

import { shown } from "../commands/shown.ts";

import type { Action, Command } from "../commands/command.ts";
import type { Fields } from "../commands/field.ts";

/** A line each. */
export function configNotes(commands: readonly Command[]): readonly string[] {
  return commands.flatMap(({ name, input, does }) =>
    notesOn(does, input).map((text) => `commands.${name}.does.${text}`),
  );
}

function notesOn(does: Action, fields: Fields): readonly string[] {
  switch (does.kind) {
    case "program":
      return [...notesOnProgram(does.argv[0]), ...notesOnWords(does.argv.flat(), fields)];
    case "shell":
      return Array.from(does.script.matchAll(IN_BRACES), ([, name = ""]) => {
        return `script: {${name}} is text for the shell; an input of that name is the variable INPUT_${name.toUpperCase()}`;
      });
    case "open":
    case "http":
    case "function":
      return [];
  }
}

/** A name in braces, but not as in `${name}`. */
const IN_BRACES = /(?<!\$)\{([a-z][a-z0-9_]{0,31})\}/gu;

/** Folders may have blanks in their names, programs hardly ever. */
function notesOnProgram(program: Command["name"] | readonly string[] | undefined): readonly string[] {
  if (typeof program !== "string" || !/^[^/\\]*\s/u.test(program)) return [];
  return [`argv[0]: ${shown(program)} is the name of one program, as no shell reads it`];
}

function notesOnWords(words: readonly string[], fields: Fields): readonly string[] {
  return words
    .map((word) => /^\{([a-z][a-z0-9_]{0,31})\}$/u.exec(word)?.[1])
    .filter((name) => name !== undefined && !Object.hasOwn(fields, name))
    .map((name) => `argv: {${name}} is text, as there is no input "${name}"`);
}
