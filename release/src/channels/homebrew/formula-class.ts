/** The class that Homebrew looks for in the file of a formula. */

/**
 * The class of a formula: words joined, `+` as `x`, and `@` before a digit as `AT` (Homebrew/brew, formulary.rb,
 * `class_s`).
 */
export function formulaClass(formula: string): string {
  const capital = formula.slice(0, 1).toUpperCase() + formula.slice(1).toLowerCase();
  return capital
    .replaceAll(/[-_.\s]([a-zA-Z0-9])/gu, (_, first: string) => first.toUpperCase())
    .replaceAll("+", "x")
    .replace(/(.)@(\d)/u, "$1AT$2");
}
