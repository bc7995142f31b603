/** A user with a configuration file. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { type User, user } from "./user.ts";

/** `commands` as the file has them; `env` beside the user's own variables. */
export function configured(
  commands: Readonly<Record<string, object>>,
  env: Readonly<Record<string, string>> = {},
): User {
  const someone = user(env);
  const path = join(someone.folder, "chatty.config.json");
  writeFileSync(path, JSON.stringify({ commands }));
  const { host } = someone;
  return { ...someone, host: { ...host, env: { ...host.env, CHATTY_CONFIG: path } } };
}

/** A declaration of something that the shell's own language says. */
export function scriptThat(text: string, more: object = {}): object {
  return {
    description: "Do what a test needs",
    readOnly: true,
    does: { kind: "program", argv: ["sh", "-c", text], ...more },
  };
}
