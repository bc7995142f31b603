/** `chatty accounts`. */

import { defineCommand } from "./define-command.ts";
import { JSON_OPTION } from "./json-option.ts";

import type { Env } from "../env.ts";
import type { AnyCommand } from "./any-command.ts";

const GIVEN: ("key" | "code")[] = ["key", "code"];

export function accountsCommand(env: Env): AnyCommand {
  return {
    meta: { name: "accounts", description: "Log in to and out of what requests are sent to" },
    subCommands: {
      list: listCommand(env),
      login: loginCommand(env),
      verify: verifyCommand(env),
      logout: logoutCommand(env),
    },
  };
}

function listCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "list", description: "List the accounts, without their secrets" },
    args: { json: JSON_OPTION },
    async run({ args }) {
      const { listAccounts } = await import("../accounts/accounts.ts");
      await listAccounts({ isJson: args.json ?? false }, env);
    },
  });
}

function loginCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "login", description: "Log in; a key is read from the terminal or standard input" },
    args: {
      provider: {
        type: "positional",
        required: true,
        description: 'One of "providers.json" in the data folder',
      },
      account: { type: "string", valueHint: "NAME", description: "Its name (else the provider's)" },
      "no-browser": { type: "boolean", description: "Only show the address, open nothing" },
      "no-wait": {
        type: "boolean",
        description: 'Only begin, with a shared daemon; "verify" goes on',
      },
      json: JSON_OPTION,
    },
    async run({ args, rawArgs }) {
      const { login } = await import("../accounts/accounts.ts");
      const { provider, account } = args;
      const options = {
        provider,
        account,
        // Not from citty, to which they are the negations of other options.
        opensBrowser: !rawArgs.includes("--no-browser"),
        waits: !rawArgs.includes("--no-wait"),
        isJson: args.json ?? false,
      };
      await login(options, env);
    },
  });
}

function verifyCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "verify", description: "Go on with a login that was begun with --no-wait" },
    args: {
      login: { type: "positional", required: true, description: 'As "login --no-wait" told it' },
      give: {
        type: "enum",
        options: GIVEN,
        description: "Read this and hand it on (else what the browser does is waited for)",
      },
      json: JSON_OPTION,
    },
    async run({ args }) {
      const { verifyLogin } = await import("../accounts/accounts.ts");
      await verifyLogin({ login: args.login, gives: args.give, isJson: args.json ?? false }, env);
    },
  });
}

function logoutCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "logout", description: "Forget an account, and tell its provider" },
    args: {
      account: { type: "positional", required: true, description: 'As "chatty accounts list" has it' },
      json: JSON_OPTION,
    },
    async run({ args }) {
      const { logout } = await import("../accounts/accounts.ts");
      await logout({ account: args.account, isJson: args.json ?? false }, env);
    },
  });
}
