/** Finds out every setting: a flag goes before the environment, that before `--env-file`, and that before the default. */

import { resolve } from "node:path";

import { LOG_LEVELS } from "@chatty/daemon/log";
import { dataFolder } from "@chatty/daemon/places";
import { shortened, suggest } from "@slipway/fault";

import { configPath } from "../config/config-path.ts";
import { platformOf } from "../daemon/platform-of.ts";
import { chattyFault } from "../faults.ts";
import { allowedHostsOf } from "./allowed-hosts.ts";
import { DEFAULTS } from "./defaults.ts";
import { readEnvFile } from "./env-file.ts";
import { portOf } from "./port.ts";
import { type Places, type SettingFlags, type Settings, TRANSPORTS } from "./settings.ts";

import type { Host } from "@slipway/sidecar";
import type { VariableName, Variables } from "./variables.ts";

export type SettingSources = {
  readonly flags: SettingFlags;
  /** What `--env-file` names. */
  readonly envFile: string | undefined;
  readonly process: Host;
};

/**
 * A setting that a command does not use must not stop it, so most of them are not even looked at.
 *
 * @throws Fault `bad-arguments`, and those of `readEnvFile()`
 */
export function readPlaces({ flags, envFile, process }: SettingSources): Places {
  const variables = merged(process.env, envFile === undefined ? {} : readEnvFile(resolve(envFile)));
  const places = { variables, platform: platformOf(process) };
  const { path, isNamed } = configPath({ ...places, flag: flags.config });
  return {
    dataFolder: dataFolder(places),
    configPath: path,
    isConfigNamed: isNamed,
    process: { ...process, env: variables },
  };
}

/** @throws Fault `invalid-value` which names where the value is from, and those of `readPlaces()` */
export function readSettings(sources: SettingSources): Settings {
  const { flags } = sources;
  const places = readPlaces(sources);
  const variables = places.process.env;
  const find = finder(flags, variables);
  const transport = oneOf(TRANSPORTS, find("transport", "CHATTY_TRANSPORT")) ?? DEFAULTS.transport;
  return {
    ...places,
    transport,
    ...addressOf(transport === "stdio" ? () => undefined : find),
    token: variables["CHATTY_TOKEN"] || undefined,
    logLevel: oneOf(LOG_LEVELS, find("log-level", "CHATTY_LOG_LEVEL")) ?? DEFAULTS.logLevel,
    webhookUrl: variables["CHATTY_WEBHOOK_URL"] || undefined,
  };
}

function addressOf(find: Find): Pick<Settings, "host" | "port" | "allowedHosts"> {
  const port = find("port", "CHATTY_PORT");
  const hosts = find("allowed-hosts", "CHATTY_ALLOWED_HOSTS");
  return {
    host: hostOf(find("host", "CHATTY_HOST")) ?? DEFAULTS.host,
    port: port === undefined ? DEFAULTS.port : portOf(port.text, port.source),
    allowedHosts: hosts === undefined ? [] : allowedHostsOf(hosts.text, hosts.source),
  };
}

/** An empty variable is one that is not set. */
function merged(environment: Variables, file: Variables): Variables {
  const added = Object.entries(file).filter(([name]) => (environment[name] ?? "") === "");
  return { ...environment, ...Object.fromEntries(added) };
}

type Found = {
  readonly text: string;
  /** As its owner wrote it: `--port`, `CHATTY_PORT`. */
  readonly source: string;
};

type Find = (flag: keyof SettingFlags, name: VariableName) => Found | undefined;

function finder(flags: SettingFlags, variables: Variables): Find {
  return (flag, name) => {
    const given = flags[flag];
    if (given !== undefined) return { text: given, source: `--${flag}` };
    const text = variables[name] ?? "";
    return text === "" ? undefined : { text, source: name };
  };
}

function oneOf<const Choice extends string>(
  choices: readonly Choice[],
  found: Found | undefined,
): Choice | undefined {
  if (found === undefined) return undefined;
  const choice = choices.find((known) => known === found.text.toLowerCase());
  if (choice !== undefined) return choice;
  throw chattyFault("invalid-value", {
    message: `Cannot use "${shortened(found.text)}" as ${found.source}: it is none of its values`,
    hint: suggest(found.text, choices),
  });
}

function hostOf(found: Found | undefined): string | undefined {
  // An address of IPv6 may have the brackets it has in URLs.
  const host = found?.text.replace(/^\[(.*)\]$/u, "$1");
  if (found === undefined || (host !== undefined && /^[A-Za-z0-9._:-]{1,253}$/u.test(host))) return host;
  throw chattyFault("invalid-value", {
    message: `Cannot use "${shortened(found.text)}" as ${found.source}: it is no address`,
    hint: `Use ${found.source}=127.0.0.1 for this computer only, 0.0.0.0 for every network it is in`,
  });
}
