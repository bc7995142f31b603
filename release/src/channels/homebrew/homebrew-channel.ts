/** The Homebrew channel: a formula for each version, pushed to the user's own tap. */

import type { Config, HomebrewConfig } from "@slipway/config";

import type { Channel, ChannelChange, ChannelInput } from "../channel.ts";
import { channelFault } from "../faults.ts";
import { brewName } from "./brew-name.ts";
import { formulaInput } from "./formula-input.ts";
import { formulaText } from "./formula-text.ts";
import { formulaVersion } from "./formula-version.ts";
import { type TapOutcome, type TapUpdate, tryTap, updateTap } from "./tap/update-tap.ts";

/** The bot of GitHub's workflows, as GitHub itself shows it. */
const BOT = {
  name: "github-actions[bot]",
  email: "41898282+github-actions[bot]@users.noreply.github.com",
};

/** The channel of a configuration that has one. */
export function homebrewChannel(input: ChannelInput): Channel | undefined {
  const { homebrew } = input.config.channels;
  return homebrew && channelTo(homebrew, input);
}

function channelTo(homebrew: HomebrewConfig, input: ChannelInput): Channel {
  const { tap, path } = homebrew;
  const name = brewName(homebrew);
  const { isPrerelease, version } = input.local;
  async function change(act: (update: TapUpdate) => Promise<TapOutcome>): Promise<ChannelChange> {
    const why = isPrerelease
      ? `${version} is a pre-release, which Homebrew's users do not get`
      : await act(tapUpdate(homebrew, input));
    return why === undefined ? { kind: "change", what: path } : { kind: "nothing", why };
  }
  return {
    label: tap.label,
    install: name && `brew install ${name}`,
    plan: async (env) => change(async (update) => tryTap(update, env)),
    carryOut: async (env) => change(async (update) => updateTap(update, env)),
  };
}

function tapUpdate(homebrew: HomebrewConfig, { config, local, sources, patience }: ChannelInput): TapUpdate {
  const { tap, formula, path, branch, author = BOT } = homebrew;
  const text = formulaText(formulaInput(local, { config, homebrew }));
  const { version } = local;
  return {
    path,
    text,
    access: { url: tap.url, releaseHosts: hostsOf(config), author, dateSeconds: sources.dateSeconds },
    label: tap.label,
    branch,
    message: `${formula} ${version}`,
    stays: (found) => reasonToStay(found, { text, version, homebrew }),
    patience,
  };
}

/** A tap never goes backwards, and what nobody can tell the version of is somebody's own. */
function reasonToStay(
  found: string,
  {
    text,
    version,
    homebrew,
  }: { readonly text: string; readonly version: string; readonly homebrew: HomebrewConfig },
): string | undefined {
  if (found === text) return `the formula of ${version} is there`;
  const earlier = formulaVersion(found);
  if (earlier === undefined) {
    throw channelFault("tap-foreign", {
      message: `Cannot push the formula to "${homebrew.tap.label}": "${homebrew.path}" is there and says no version of three numbers, wanted a formula of an earlier version`,
      hint: "See what it is, then move it away or name another one in channels.homebrew.formula",
    });
  }
  return Bun.semver.order(earlier, version) > 0
    ? `the formula of ${earlier}, which is later, is there`
    : undefined;
}

/** Where the token for publishing belongs. */
function hostsOf({ destination }: Config): readonly string[] {
  if (destination?.kind !== "github") return [];
  const { host } = new URL(destination.api);
  return [host === "api.github.com" ? "github.com" : host];
}
