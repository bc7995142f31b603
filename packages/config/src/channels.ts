/** The channels of a configuration, made whole. */

import { DESCRIPTION_LENGTH, FORMULA } from "./channels-schema.ts";
import type { Problem } from "./problems.ts";
import type { PackageFacts } from "./project.ts";
import { type Tap, tapOf } from "./tap.ts";
import type { ParsedConfig } from "./types.gen.ts";

type Written = NonNullable<ParsedConfig["channels"]["homebrew"]>;

/** An app with arguments. */
export type AppRun = { readonly app: string; readonly args: readonly string[] };

export type HomebrewConfig = {
  readonly tap: Tap;
  /** Name of the formula. */
  readonly formula: string;
  /** Path of the formula in the tap, with "/". */
  readonly path: string;
  /** Undefined for the tap's default branch. */
  readonly branch: string | undefined;
  readonly description: string;
  readonly homepage: string | undefined;
  readonly caveats: string | undefined;
  readonly dependencies: readonly string[];
  readonly service: AppRun | undefined;
  /** `stdout` may have {version} in it. */
  readonly test: (AppRun & { readonly stdout: string | undefined }) | undefined;
  readonly author: { readonly name: string; readonly email: string } | undefined;
};

/** What `slipway publish` ends with; undefined is a channel that is not used. */
export type ChannelsConfig = { readonly homebrew: HomebrewConfig | undefined };

type Facts = {
  readonly product: string;
  readonly apps: readonly { readonly name: string }[];
  readonly package: PackageFacts;
  readonly repository: string | undefined;
  readonly downloads: string | undefined;
};

/** The channels that are used; only where `channelProblems` finds nothing. */
export function channelsOf({ channels }: Pick<ParsedConfig, "channels">, facts: Facts): ChannelsConfig {
  return { homebrew: channels.homebrew && homebrewOf(channels.homebrew, facts) };
}

/** What a channel lacks that neither its own keys nor the project give it. */
export function channelProblems(
  { channels: { homebrew } }: Pick<ParsedConfig, "channels">,
  facts: Facts,
): readonly Problem[] {
  if (homebrew === undefined) return [];
  const at = "channels.homebrew";
  const names = facts.apps.map(({ name }) => name);
  const problems: (Problem | undefined)[] = [
    homebrew.formula === undefined && !FORMULA.test(facts.product)
      ? {
          path: `${at}.formula`,
          text: `missing. "${facts.product}" begins with a digit, which formulae cannot; write another name`,
        }
      : undefined,
    descriptionProblem(homebrew, { at, facts }),
    facts.downloads === undefined
      ? { path: at, text: "no address of the files is known. Set repository or downloads" }
      : undefined,
    ...(["service", "test"] as const).map((key) => {
      const app = homebrew[key]?.app;
      if (app === undefined || names.includes(app)) return undefined;
      return { path: `${at}.${key}.app`, text: `"${app}" is none of the apps: ${names.join(", ")}` };
    }),
  ];
  return problems.filter((problem) => problem !== undefined);
}

function descriptionProblem(
  { description }: Written,
  { at, facts }: { readonly at: string; readonly facts: Facts },
): Problem | undefined {
  const path = `${at}.description`;
  const found = description ?? facts.package.description;
  const hint = 'Write what the product is in one line, e.g. "Hub for commands"';
  if (found === undefined) return { path, text: `missing, also in package.json. ${hint}` };
  const text = tidyDescription(found);
  if (text === "") return { path, text: `found nothing that is text. ${hint}` };
  if (text.length <= DESCRIPTION_LENGTH) return undefined;
  const many = `found ${text.length} characters, wanted at most ${DESCRIPTION_LENGTH}`;
  return { path, text: `${many}. ${hint}` };
}

/** As Homebrew wants it (docs.brew.sh, "Formula Cookbook"): one line, no article before it, no full stop behind it. */
function tidyDescription(text: string): string {
  const line = text
    .replaceAll(/\s+/gu, " ")
    .trim()
    .replace(/^(?:the|an?) (?=\S)/iu, "")
    .replace(/(?<!etc)\.$/u, "");
  return line.slice(0, 1).toUpperCase() + line.slice(1);
}

function homebrewOf(written: Written, facts: Facts): HomebrewConfig {
  const { formula = facts.product, directory, branch, caveats, dependencies, author } = written;
  const [first] = facts.apps;
  const main = first?.name ?? "";
  const { service, test } = written;
  return {
    tap: tapOf(written.tap),
    formula,
    path: directory === "." ? `${formula}.rb` : `${directory}/${formula}.rb`,
    branch,
    description: tidyDescription(written.description ?? facts.package.description ?? ""),
    homepage: written.homepage ?? facts.package.homepage ?? facts.repository,
    caveats: caveats?.trim() === "" ? undefined : caveats,
    dependencies: [...new Set(dependencies)].toSorted(),
    service: service && { app: service.app ?? main, args: service.args },
    test: test && { app: test.app ?? main, args: test.args, stdout: test.stdout },
    author,
  };
}
