/** The Homebrew channel: a formula for each version, pushed to the user's own tap. */

import type { Env } from "@slipway/build";
import type { Config, HomebrewConfig } from "@slipway/config";

import { webOrigin } from "../../publish/github/web-host.ts";
import type { Channel, ChannelChange, ChannelInput } from "../channel.ts";
import { channelFault } from "../faults.ts";
import { brewName } from "./brew-name.ts";
import { formulaInput } from "./formula-input.ts";
import { FORMULA_HEAD, formulaText } from "./formula-text.ts";
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
    plan: async (env) => {
      const planned = await change(async (update) => tryTap(update, env));
      if (planned.kind === "change") advise(homebrew, input.config, env);
      return planned;
    },
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

/** Homebrew installs without these, and `brew audit` finds fault with it. */
function advise({ homepage }: HomebrewConfig, { license }: Config, env: Env): void {
  const missing = [
    ...(homepage === undefined
      ? ["a homepage: set channels.homebrew.homepage, or homepage in package.json"]
      : []),
    ...(license === undefined ? ["a license: set license in package.json"] : []),
  ];
  for (const text of missing)
    env.report({ kind: "note", text: `the formula lacks what brew audit wants, ${text}` });
}

/** A tap never goes backwards, and what somebody else wrote is theirs. */
function reasonToStay(
  found: string,
  {
    text,
    version,
    homebrew,
  }: { readonly text: string; readonly version: string; readonly homebrew: HomebrewConfig },
): string | undefined {
  if (found === text) return `the formula of ${version} is there`;
  if (!found.startsWith(`${FORMULA_HEAD}\n`)) throw foreignFault(homebrew, "was not written by Slipway");
  const earlier = formulaVersion(found);
  if (earlier === undefined) throw foreignFault(homebrew, "says no version of three numbers");
  return Bun.semver.order(earlier, version) > 0
    ? `the formula of ${earlier}, which is later, is there`
    : undefined;
}

function foreignFault({ tap, path }: HomebrewConfig, found: string): unknown {
  return channelFault("tap-foreign", {
    message: `Cannot push the formula to "${tap.label}": "${path}" is there and ${found}, wanted a formula of ours`,
    hint: `Name another one in channels.homebrew.formula, move it away, or hand it over: give it a version line and the first line "${FORMULA_HEAD}"`,
  });
}

/** Where the token for publishing belongs. */
function hostsOf({ destination }: Config): readonly string[] {
  return destination?.kind === "github" ? [new URL(webOrigin(destination.api)).host] : [];
}
