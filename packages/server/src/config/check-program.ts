/** What the schema cannot say of a program: where its placeholders may stand. */

import { isRequired } from "../commands/field.ts";
import { placeholderOf, placeholdersIn } from "../commands/placeholders.ts";
import { shown } from "../commands/shown.ts";
import { checkWhole } from "./check-whole.ts";

import type { ProgramAction } from "../commands/command.ts";
import type { Fields } from "../commands/field.ts";
import type { Problem } from "./problem.ts";

/** Every problem, by its path within the action. */
export function checkProgram({ argv, stdin }: ProgramAction, fields: Fields): readonly Problem[] {
  const [first, ...rest] = argv;
  return [
    ...checkFirst(first, fields).map((text) => ({ path: ["argv", 0], text })),
    ...rest.flatMap((part, at) =>
      checkPart(part, fields).map(({ path, text }) => ({ path: ["argv", at + 1, ...path], text })),
    ),
    ...checkWhole(stdin ?? "", fields).map((text) => ({ path: ["stdin"], text })),
  ];
}

function checkFirst(first: ProgramAction["argv"][number] | undefined, fields: Fields): readonly string[] {
  if (typeof first !== "string" || first === "") return ["wanted the program, as a text"];
  if (placeholdersIn(first, fields).length === 0) return [];
  return [`found ${shown(first)}, wanted the program itself: an input cannot choose what is run`];
}

function checkPart(part: ProgramAction["argv"][number], fields: Fields): readonly Problem[] {
  if (typeof part === "string") {
    return [...checkWhole(part, fields), ...checkAlone(part, fields)].map((text) => ({ path: [], text }));
  }
  const problems = part.flatMap((word, at) => checkWhole(word, fields).map((text) => ({ path: [at], text })));
  if (problems.length > 0 || part.some((word) => placeholderOf(word, fields) !== undefined)) return problems;
  return [{ path: [], text: "found a list without an input, wanted its texts without the list" }];
}

/** A value that may be missing needs a group, with which it is left out. */
function checkAlone(word: string, fields: Fields): readonly string[] {
  const name = placeholderOf(word, fields);
  const field = name === undefined ? undefined : fields[name];
  if (field === undefined) return [];
  if (field.type === "boolean") {
    return [
      `found ${word}, which is true or false, wanted a list that it keeps or leaves out: ["--option", "${word}"]`,
    ];
  }
  if (isRequired(field) || field.default !== undefined) return [];
  return [
    `found ${word}, which may have no value, wanted a list that is left out then: ["--option", "${word}"]`,
  ];
}
