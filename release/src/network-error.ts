/** What an error of a connection says to people. */

/** The words alone: the name of its class says nothing to them. */
export function networkReason(error: unknown): string {
  const host = unknownHost(error);
  if (host !== undefined) return `no network knows a host "${host}"`;
  // Bun goes on with advice for programmers.
  return error instanceof Error
    ? error.message.replace(/\.? For more information, .*$/su, "")
    : String(error);
}

/** The name that could not be resolved, where an error or its cause says that this is what went wrong. */
export function unknownHost(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, hostname, cause }: { code?: unknown; hostname?: unknown; cause?: unknown } = error;
  if (code === "ENOTFOUND") return typeof hostname === "string" ? hostname : error.message;
  return unknownHost(cause);
}
