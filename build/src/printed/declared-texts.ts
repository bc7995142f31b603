/** The texts that an app prints of itself: completions for shells, and a man page. */

import { type AppConfig, COMPLETION_SHELLS, type CompletionShell } from "@slipway/config";

export type PrintedKind = CompletionShell | "man";

export type DeclaredText = {
  readonly kind: PrintedKind;
  /** The arguments with which the app prints it. */
  readonly args: readonly string[];
};

/** The texts that an app prints, as its configuration says. */
export function declaredTexts({
  completions,
  man,
}: Pick<AppConfig, "completions" | "man">): readonly DeclaredText[] {
  const all = [
    ...COMPLETION_SHELLS.map((kind) => ({ kind, args: completions[kind] })),
    { kind: "man", args: man } as const,
  ];
  return all.flatMap(({ kind, args }) => (args === undefined ? [] : [{ kind, args }]));
}

/** True for one of the kinds, whoever wrote it. */
export function isPrintedKind(value: unknown): value is PrintedKind {
  return value === "man" || COMPLETION_SHELLS.some((shell) => shell === value);
}
