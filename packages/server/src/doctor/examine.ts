/** `chatty doctor`: looks at everything that chatty needs. */

import { suggest } from "@slipway/fault";

import { type Variables, VARIABLES } from "../settings/variables.ts";
import { VERSION_TEXT } from "../version.ts";
import { checkCertificates } from "./check-certificates.ts";
import { checkConfig } from "./check-config.ts";
import { checkDaemon } from "./check-daemon.ts";
import { checkDataFolder } from "./check-data-folder.ts";
import { checkKeyring } from "./check-keyring.ts";
import { checkPath } from "./check-path.ts";
import { checkPorts } from "./check-ports.ts";
import { checkToken } from "./check-token.ts";
import { failed, type Finding, ok, warning } from "./finding.ts";

import type { Host } from "@slipway/sidecar";
import type { Env } from "../env.ts";
import type { Settings } from "../settings/settings.ts";

/** Every finding, in the order in which things depend on each other. That something is wrong is a finding, never a fault. */
export async function examine(env: Pick<Env, "settings" | "process">): Promise<readonly Finding[]> {
  const first = [versionFinding(env.process), checkPath(env.process)];
  let settings;
  try {
    const { transport } = await env.settings();
    // Where servers would listen is looked at on stdio too.
    settings = { ...(await env.settings({ transport: "http" })), transport };
  } catch (error) {
    return [...first, failed("settings", error)];
  }
  return [
    ...first,
    ok("settings", settingsText(settings)),
    ...unknownVariables(settings.process.env),
    ...(await withSettings(settings)),
  ];
}

async function withSettings(settings: Settings): Promise<readonly Finding[]> {
  const [config, daemon, keyring, ports] = await Promise.all([
    checkConfig(settings),
    checkDaemon(settings.process),
    checkKeyring(settings.process.env),
    checkPorts(settings),
  ]);
  return [
    config,
    checkDataFolder(settings.dataFolder),
    ...daemon,
    keyring,
    ...checkCertificates(settings.process.env),
    ...checkToken(settings),
    ...ports,
  ];
}

function versionFinding({ isCompiled, platform, arch }: Host): Finding {
  const kind = isCompiled ? "executable" : "checkout";
  return ok("version", `${VERSION_TEXT}, ${kind}, ${platform} ${arch}`);
}

/** What looks like a setting and is none: most likely it is spelled wrongly. */
function unknownVariables(variables: Variables): readonly Finding[] {
  return Object.keys(variables)
    .filter((name) => name.startsWith("CHATTY_") && !VARIABLES.some((known) => known === name))
    .filter((name) => name !== OWN_VARIABLE)
    .map((name) =>
      warning("settings", {
        found: `the variable ${name} is no setting of chatty`,
        hint: suggest(name, VARIABLES),
      }),
    );
}

/** What every run of chatty-daemon has among its variables. */
const OWN_VARIABLE = "CHATTY_RUN";

/** Those whose values are no secrets. */
function settingsText({ transport, host, port, logLevel, token, webhookUrl }: Settings): string {
  const secrets = `${token === undefined ? "no" : "a"} token, ${webhookUrl === undefined ? "no" : "a"} webhook`;
  return `transport ${transport}, host ${host}, port ${port}, log level ${logLevel}, ${secrets}`;
}
