/** The part of the schema for the channels that `slipway publish` ends with. */

import { z } from "zod";

import { isBranch, isTap, TAP_WANTED } from "./tap.ts";
import type { ParsedConfig, SlipwayConfig } from "./types.gen.ts";

/** As Homebrew names formulae; the class of one begins with a letter. */
export const FORMULA: RegExp = /^[a-z][a-z0-9]*(?:[-_.][a-z0-9]+|\+)*(?:@\d+(?:\.\d+)*)?$/;

/** A formula of Homebrew's own tap, or `owner/tap/name` of another one. */
const DEPENDENCY = /^(?:[\w-]+\/[\w-]+\/)?[a-z0-9][a-z0-9+_.@-]*$/;
const FOLDER = /^(?:\.|[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)*)$/;
/** What Homebrew shows in one line (docs.brew.sh, "Formula Cookbook"). */
export const DESCRIPTION_LENGTH = 80;

const appName = z.string().min(1, "the name of an app");

const service = z.strictObject({
  app: appName.optional().describe("The app that runs; by default the first"),
  args: z.array(z.string()).default([]).describe("Its arguments"),
});

const test = z.strictObject({
  app: appName.optional().describe("The app that runs; by default the first"),
  args: z.array(z.string()).default([]).describe("Its arguments; it must end with 0"),
  stdout: z
    .string()
    .optional()
    .describe("Text that its standard output must contain, in which {version} is the version"),
});

const author = z.strictObject({
  name: z.string().regex(/^[^<>\p{Cc}]+$/u, "a name without < and >"),
  email: z.string().regex(/^[^<>\s\p{Cc}]+@[^<>\s\p{Cc}]+$/u, "an e-mail address"),
});

const homebrew = z.strictObject({
  tap: z
    .string()
    .refine(isTap, TAP_WANTED)
    .describe(
      "The git repository that the formula is pushed to: owner/homebrew-tap on GitHub, or an address (https, ssh, file)",
    ),
  formula: z
    .string()
    .regex(FORMULA, "lower-case letters, digits and single dashes, the first a letter, e.g. my-app")
    .max(64, "at most 64 characters")
    .optional()
    .describe("Name of the formula; by default the product's"),
  directory: z
    .string()
    .regex(FOLDER, "a folder of the tap, e.g. Formula")
    .default("Formula")
    .describe('Folder of the tap that the formula is in; "." is its root'),
  branch: z
    .string()
    .refine(isBranch, "the name of a branch, e.g. main")
    .optional()
    .describe("Branch of the tap; by default the one that others see first"),
  description: z
    .string()
    .max(DESCRIPTION_LENGTH, `at most ${DESCRIPTION_LENGTH} characters`)
    .optional()
    .describe("What the product is, in one line; by default the description in package.json"),
  homepage: z
    .url({ protocol: /^https?$/, error: "an https:// address" })
    .optional()
    .describe("By default the homepage in package.json, else the repository"),
  caveats: z.string().optional().describe("What people are told after installing"),
  dependencies: z
    .array(z.string().regex(DEPENDENCY, "the name of a formula, e.g. git"))
    .default([])
    .describe("Formulae that are installed with it"),
  service: service.optional().describe("What `brew services` keeps running"),
  test: test
    .optional()
    .describe("What `brew test` runs; by default --version of the first app, which must show the version"),
  author: author.optional().describe("Who commits to the tap; by default the bot of GitHub's workflows"),
});

/** Every channel by its name. */
export const channels: z.ZodType<
  ParsedConfig["channels"],
  NonNullable<SlipwayConfig["channels"]>
> = z.strictObject({
  homebrew: homebrew
    .optional()
    .describe("A formula for macOS and Linux in a tap of your own; versions without a pre-release only"),
});
