/** The form of a command: what its declaration says, and nothing else. */

import { isRequired } from "../commands/field.ts";
import { wantedOf } from "../commands/read-input.ts";
import { type Markup, markup } from "./markup.ts";

import type { Command } from "../commands/command.ts";
import type { Field, NumberField, StringField } from "../commands/field.ts";

/** The field with the token that only pages of this server know: no command can have one of that name. */
export const TOKEN_FIELD = "_token";

/** Longer texts get more than one line. */
const LINE_CHARACTERS = 1000;

/** What was sent before, where that did not hold. */
export type SentForm = {
  readonly texts: ReadonlyMap<string, string>;
  /** What is wrong, by field. */
  readonly problems: ReadonlyMap<string, string>;
  /** What is wrong and belongs to no field. */
  readonly others: readonly string[];
};

export type FormOptions = {
  readonly token: string;
  /** Where the page is, with a slash at its end. */
  readonly home: string;
  readonly sent?: SentForm;
};

export function commandForm(command: Command, { token, home, sent }: FormOptions): Markup {
  const { name, description, input, readOnly } = command;
  const fields = Object.entries(input).map(([key, field]) =>
    fieldMarkup({
      name: key,
      field,
      id: `${name}-${key}`,
      text: sent === undefined ? presetOf(field) : (sent.texts.get(key) ?? ""),
      problem: sent?.problems.get(key),
    }),
  );
  const others = (sent?.others ?? []).map((text) => markup`<p class="problem">${text}</p>\n`);
  return markup`<section>
<h2><code>${name}</code> <span class="does">${readOnly ? "reads" : "changes something"}</span></h2>
<p>${description}</p>
${others}<form method="post" action="${home}commands/${name}" autocomplete="off">
<input type="hidden" name="${TOKEN_FIELD}" value="${token}">
${fields}<button>Run</button>
</form>
</section>
`;
}

/** Whether line ends of its text are what somebody typed: browsers send CRLF then. */
export function isManyLines(field: Field): boolean {
  if (field.type !== "string" || field.enum !== undefined) return false;
  return (field.maxLength ?? 0) > LINE_CHARACTERS || (field.default ?? "").includes("\n");
}

function presetOf({ default: preset }: Field): string {
  return preset === undefined ? "" : String(preset);
}

type Shown = {
  readonly name: string;
  readonly field: Field;
  readonly id: string;
  readonly text: string;
  readonly problem: string | undefined;
};

function fieldMarkup(shown: Shown): Markup {
  const { name, field, id, problem } = shown;
  const help = [field.description, wantedOf(field), isRequired(field) ? "required" : undefined];
  const told = help.filter((part) => part !== undefined && part !== "").join("; ");
  const wrong =
    problem !== undefined && markup`<strong class="problem" id="${id}-problem">${problem}</strong>\n`;
  return markup`<div class="field">
<label for="${id}">${name}</label>
${control(shown)}
<span class="help" id="${id}-help">${told}</span>
${wrong}</div>
`;
}

function control(shown: Shown): Markup {
  const { field, text } = shown;
  if (field.type === "boolean") {
    return markup`<input type="checkbox" value="true"${common(shown)}${flag("checked", text === "true")}>`;
  }
  const attributes = markup`${common(shown)}${flag("required", isRequired(field))}`;
  if (field.type !== "string") {
    return markup`<input type="number" value="${text}"${attributes}${numberLimits(field)}>`;
  }
  if (field.enum !== undefined) return select(shown, field.enum);
  const limits = textLimits(field);
  if (!isManyLines(field)) return markup`<input type="text" value="${text}"${attributes}${limits}>`;
  // A first line end is not part of the text (HTML 13.1.2.5).
  return markup`<textarea rows="4"${attributes}${limits}>\n${text}</textarea>`;
}

function select(shown: Shown, choices: readonly string[]): Markup {
  const { field, text } = shown;
  const needsChoice = field.default === undefined && !choices.includes("");
  const none =
    needsChoice && markup`<option value="">${isRequired(field) ? "Choose one" : "None"}</option>\n`;
  const options = choices.map(
    (choice) => markup`<option value="${choice}"${flag("selected", choice === text)}>${choice}</option>\n`,
  );
  return markup`<select${common(shown)}${flag("required", isRequired(field) && needsChoice)}>\n${none}${options}</select>`;
}

function common({ name, id, problem }: Shown): Markup {
  const describedBy = problem === undefined ? `${id}-help` : `${id}-help ${id}-problem`;
  const invalid = problem !== undefined && markup` aria-invalid="true"`;
  return markup` id="${id}" name="${name}" aria-describedby="${describedBy}"${invalid}`;
}

function numberLimits({ type, minimum, maximum }: NumberField): Markup {
  const step = type === "integer" ? "1" : "any";
  return markup` step="${step}"${attribute("min", minimum)}${attribute("max", maximum)}`;
}

function textLimits({ minLength, maxLength }: StringField): Markup {
  return markup`${attribute("minlength", minLength)}${attribute("maxlength", maxLength)}`;
}

function attribute(name: string, value: number | undefined): Markup {
  return markup`${value !== undefined && markup` ${name}="${value}"`}`;
}

function flag(name: string, isSet: boolean): Markup {
  return markup`${isSet && ` ${name}`}`;
}
