/** Arguments as one text, for programs that Windows starts. */

/** What a program takes for these arguments again ("Parsing C command-line arguments", Microsoft Learn). */
export function windowsArguments(args: readonly string[]): string {
  return args.map(argument).join(" ");
}

/** Backslashes count only before a quote, and there twice. */
function argument(text: string): string {
  if (text !== "" && !/[\s"]/u.test(text)) return text;
  return `"${text.replaceAll(/(\\*)(?:"|$)/gu, (found, backslashes: string) =>
    found.endsWith('"') ? `${backslashes}${backslashes}\\"` : `${backslashes}${backslashes}`,
  )}"`;
}
