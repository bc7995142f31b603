/** Text as HTML: whatever is put into a template is escaped, unless it is markup itself. */

export type Markup = { readonly markup: string };

/** What may stand in a template; undefined and false are nothing. */
export type Part = string | number | Markup | readonly Markup[] | undefined | false;

/**
 * ```ts
 * markup`<p>${text}</p>`
 * ```
 */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: texts.map((text, at) => text + htmlOf(parts[at])).join("") };
}

/** HTML as it is: for style sheets and the like, which are nobody's input. */
export function raw(text: string): Markup {
  return { markup: text };
}

function htmlOf(part: Part): string {
  if (part === undefined || part === false) return "";
  if (typeof part === "string") return escaped(part);
  if (typeof part === "number") return String(part);
  return "markup" in part ? part.markup : part.map((one) => one.markup).join("");
}

/** Also what HTML cannot hold at all, such as NUL, becomes something that can be seen. */
function escaped(text: string): string {
  return text.replaceAll(SPECIAL, (character) => ENTITIES[character] ?? "\u{FFFD}");
}

/** What means something in HTML; and control characters but for tab and newline, as HTML 13.1.4 forbids them. */
// oxlint-disable-next-line eslint/no-control-regex -- they are what is looked for
const SPECIAL = /[&<>"'\u0000-\u0008\u000B-\u001F\u007F-\u009F]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
