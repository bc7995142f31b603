/** An update of a tap by one file. */

import type { TapUpdate } from "../update-tap.ts";

/** Keeps a text that is ours, or that begins with "later". */
export function sampleUpdate(url: string, changes: Partial<TapUpdate> = {}): TapUpdate {
  const text = changes.text ?? "ours\n";
  return {
    path: "Formula/tool.rb",
    text,
    access: {
      url,
      releaseHosts: [],
      author: { name: "Bot", email: "bot@example.org" },
      dateSeconds: 1_795_000_000,
    },
    label: "octo/homebrew-tap",
    branch: undefined,
    message: "tool 1.2.3",
    stays: (found) =>
      found === text ? "it is there" : found.startsWith("later") ? "it is later" : undefined,
    patience: { baseMs: 1, answerTimeoutMs: 10_000, secondMs: 1 },
    ...changes,
  };
}
