/** `chatty config`: the file that declares commands and prompts. */

import { jsonText } from "../json-text.ts";
import { defineCommand } from "./define-command.ts";
import { JSON_OPTION } from "./json-option.ts";
import { readConfig } from "./read-config.ts";

import type { Env } from "../env.ts";
import type { AnyCommand } from "./any-command.ts";

export function configCommand(env: Env): AnyCommand {
  return {
    meta: { name: "config", description: "Find, show, check or begin the configuration" },
    subCommands: {
      path: pathCommand(env),
      show: showCommand(env),
      check: checkCommand(env),
      init: initCommand(env),
    },
  };
}

function pathCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "path", description: "Print where the configuration is, or would be" },
    args: { json: JSON_OPTION },
    async run({ args }) {
      const { configPath, isConfigNamed } = await env.places();
      const { existsSync } = await import("node:fs");
      const found = { path: configPath, named: isConfigNamed, exists: existsSync(configPath) };
      await env.stdout(args.json ? jsonText(found) : `${configPath}\n`);
    },
  });
}

function showCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "show", description: "Print all commands and prompts as JSON, without secrets" },
    args: { json: { type: "boolean", description: "Print JSON, as without it" } },
    async run() {
      const [config, { configView }] = await Promise.all([
        readConfig(env),
        import("../config/show-config.ts"),
      ]);
      await env.stdout(jsonText(configView(config)));
    },
  });
}

function checkCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "check", description: "Tell whether the configuration holds, and what is wrong with it" },
    args: {
      file: { type: "positional", required: false, description: "Another file than the one in use" },
      json: JSON_OPTION,
    },
    async run({ args }) {
      // What citty says of a word that need not be there is not what it gives.
      const file: string | undefined = args.file;
      const flags = file === undefined ? {} : { config: file };
      const [config, { configSummary, declaredCounts }, { configNotes }] = await Promise.all([
        readConfig(env, flags),
        import("../config/show-config.ts"),
        import("../config/config-notes.ts"),
      ]);
      const notes = configNotes(config.commands);
      const { path, isThere } = config;
      const checked = { ok: true, path, exists: isThere, ...declaredCounts(config), notes };
      await env.stdout(args.json ? jsonText(checked) : `${configSummary(config)}\n`);
      if (notes.length > 0) await env.note(notes.map((text) => `note: ${text}\n`).join(""));
    },
  });
}

function initCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "init", description: "Write a first configuration with examples, unless there is one" },
    args: { json: { type: "boolean", description: "Print JSON: the files that were written" } },
    async run({ args }) {
      const [{ configPath, process: host }, { initConfig }, { platformOf }] = await Promise.all([
        env.places(),
        import("../config/init-config.ts"),
        import("../daemon/platform-of.ts"),
      ]);
      const files = await initConfig(configPath, platformOf(host));
      await env.stdout(args.json ? jsonText({ files }) : files.map((file) => `${file}\n`).join(""));
      await env.note('Edit the first one, then run "chatty config check"\n');
    },
  });
}
