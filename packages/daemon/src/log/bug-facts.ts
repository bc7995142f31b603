/** What the log may say of something that should not have been thrown. */

const ENGINE_ERRORS: ReadonlySet<string> = new Set(["TypeError", "RangeError", "ReferenceError"]);

/** Where it was thrown; what it says only where the engine said it, since anything else may hold a secret. */
export function bugFacts(thrown: unknown): Readonly<Record<string, string>> {
  if (!(thrown instanceof Error)) return { error: typeof thrown };
  const says = ENGINE_ERRORS.has(thrown.name) ? { says: thrown.message } : {};
  const frame = thrown.stack?.split("\n").find((line) => line.trimStart().startsWith("at "));
  return { error: thrown.name, ...says, ...(frame !== undefined && { where: frame.trim() }) };
}
