/** The one schema of `slipway.config.ts`: its types, its defaults and its JSON schema all come from here. */

import { TARGET_IDS } from "@slipway/targets";
import { z } from "zod";

import { channels } from "./channels-schema.ts";
import { completionArguments, printArguments } from "./completion-shells.ts";
import {
  DEVICE,
  DOTTED_NAME,
  IDENTIFIER,
  isApiAddress,
  isDownloadAddress,
  isDefineValue,
  NAME,
  NAME_LENGTH,
  OWN_DEFINES,
  unknownPlaceholders,
  VERSION,
  VERSION_WANTED,
} from "./names.ts";
import type { ParsedConfig, SlipwayConfig } from "./types.gen.ts";

const name = z
  .string()
  .regex(NAME, "lower-case letters, digits and single dashes, e.g. my-app")
  .max(NAME_LENGTH, `at most ${NAME_LENGTH} characters`)
  .refine(
    (text) => !DEVICE.test(text),
    "a name that is no device of Windows (con, prn, aux, nul, com1-9, lpt1-9)",
  );
const httpsUrl = z.url({ protocol: /^https$/, error: "an https:// address", abort: true });
/** `{file}` between "/" or "=" and the end of a path segment or query value: a name that verification finds again. */
const FILE_SEGMENT = /[/=]\{file\}(?:[/?&#]|$)/;

const downloads = z
  .url({ error: "an https:// address", abort: true })
  .refine(isDownloadAddress, { error: "an https:// address", abort: true })
  .refine(
    (address) => FILE_SEGMENT.test(address),
    "{file} in it as a whole part, e.g. …/{file} or …?name={file}",
  )
  .refine((address) => unknownPlaceholders(address).length === 0, {
    error: ({ input }) =>
      `no placeholders but {version} and {file}; unknown: ${unknownPlaceholders(String(input)).join(", ")}`,
  });
const target = z.enum(TARGET_IDS);
const targets = z.array(target).min(1, "at least one target");

const pattern = z
  .union([z.string(), z.instanceof(RegExp)], "text, or a regular expression")
  .meta({ tsType: "string | RegExp" });

const timeoutSeconds = z
  .number()
  .positive()
  .max(3600)
  .default(30)
  .describe("How long the run may take, in seconds");

const smokeRun = z.strictObject({
  kind: z.literal("run").default("run").describe("A run from its start to its end"),
  args: z.array(z.string()).default([]).describe("Arguments of the run"),
  stdin: z.string().default("").describe("What the executable reads on standard input, which then ends"),
  exitCode: z.int().min(0).max(255).default(0).describe("The exit code it must end with"),
  stdout: z
    .array(pattern)
    .default([])
    .describe(
      "What standard output must contain: text, in which {version} is the version, or a regular expression",
    ),
  stderr: z.array(pattern).default([]).describe("What standard error must contain: as standard output"),
  timeoutSeconds,
});

const mcpRun = z.strictObject({
  kind: z.literal("mcp").describe("Start it as an MCP server on stdio, initialize, list the tools, end"),
  args: z.array(z.string()).default([]).describe("Arguments that start the server"),
  tools: z.array(z.string()).default([]).describe("Tools that must be in the list"),
  timeoutSeconds,
});

const autoload = z.strictObject({
  dotenv: z
    .boolean()
    .optional()
    .describe(
      "Load .env from the folder the user happens to be in; must be decided where the project has one that the app needs",
    ),
  bunfig: z.boolean().default(false).describe("Load bunfig.toml from there: its preload runs any code"),
  tsconfig: z.boolean().default(false).describe("Load tsconfig.json from there"),
  packageJson: z.boolean().default(false).describe("Load package.json from there"),
});

const windows = z.strictObject({
  icon: z.string().optional().describe("Path of the icon, an .ico file"),
  title: z
    .string()
    .optional()
    .describe("Name of the product in the file's properties; by default the product's"),
  company: z.string().optional().describe("Who makes it"),
  description: z.string().optional().describe("What task managers show; by default the app's name"),
  copyright: z.string().optional().describe("Copyright line"),
  hideConsole: z
    .boolean()
    .default(false)
    .describe("Open no console window: for apps with windows of their own"),
});

const macos = z.strictObject({
  identifier: z
    .string()
    .regex(IDENTIFIER, "letters, digits, dots and dashes, e.g. com.example.my-app")
    .optional()
    .describe("Identifier in the ad-hoc signature; by default the app's name"),
});

const app = z.strictObject({
  entry: z.string().min(1, "a path").describe("Path of the entry point"),
  workers: z
    .array(z.string())
    .default([])
    .describe("Paths of worker entry points, in or below the entry's folder"),
  assets: z
    .array(z.string())
    .default([])
    .describe(
      "Files, and folders with files in them, to embed; at run time they lie in import.meta.dir under their own name",
    ),
  targets: targets.optional().describe("Targets of this app, where they are fewer than the product's"),
  bytecode: z.boolean().default(true).describe("Embed bytecode: a faster start for a larger file"),
  minify: z.boolean().default(true).describe("Minify the code"),
  sourcemap: z.boolean().default(true).describe("Embed a source map, so that stack traces name the source"),
  define: z
    .record(
      z
        .string()
        .regex(DOTTED_NAME, "an identifier, or several with dots between, e.g. process.env.NAME")
        .refine(
          (text) => !text.startsWith(OWN_DEFINES),
          `none that begins with ${OWN_DEFINES}, which Slipway defines`,
        ),
      z.string().refine(isDefineValue, `a JSON value, or the name of a global; text is written '"text"'`),
    )
    .default({})
    .describe(
      "Names to replace, each by a JSON value, or the name of a global; process.env.SLIPWAY_* is Slipway's own",
    ),
  external: z.array(z.string()).default([]).describe("Modules to leave out of the bundle"),
  conditions: z.array(z.string()).default([]).describe("Conditions for package.json `exports`"),
  execArgv: z
    .array(z.string().regex(/^\S+$/, "an option without blanks: Bun splits there and knows no quotes"))
    .default([])
    .describe("Bun options baked into the executable"),
  allowUnresolved: z
    .array(z.string())
    .default([])
    .describe(
      'Globs of dynamic imports that may stay unresolved ("" where nobody can know the name), and of files the code names that may be missing; all others stop the build',
    ),
  autoload: autoload.prefault({}).describe("Files of the working directory the executable reads at start"),
  windows: windows.prefault({}).describe("What Windows shows of the executable"),
  macos: macos.prefault({}).describe("What macOS knows of the executable"),
  smoke: z
    .array(z.union([smokeRun, mcpRun]))
    .default([
      {
        kind: "run",
        args: ["--version"],
        stdin: "",
        exitCode: 0,
        stdout: [],
        stderr: [],
        timeoutSeconds: 30,
      },
    ])
    .describe("Runs that must go well on every executable that can run"),
  completions: completionArguments
    .prefault({})
    .describe("How the app prints completions for shells; a release has them in its archives"),
  man: printArguments
    .optional()
    .describe(
      'Arguments with which the app prints its man page, e.g. ["man"]; a release has it in its archives',
    ),
});

/** The short form: only the path of the entry point. */
const appByPath = z
  .string()
  .min(1, "a path")
  .transform((entry) => ({ entry }))
  .pipe(app);

const archive = z.strictObject({
  files: z
    .array(z.string())
    .default(["README.md", "LICENSE"])
    .describe(
      "Files put beside the executables; one in a folder, such as docs/guide.md, goes into that folder. The defaults are skipped when they do not exist",
    ),
});

const signCommand = z
  .array(z.string())
  .refine((command) => command.some((word) => word.includes("{file}")), '"{file}" in one of its words')
  .optional();

const signCommands = z.strictObject({
  darwin: signCommand.describe("Command for macOS executables, e.g. codesign"),
  windows: signCommand.describe("Command for Windows executables, e.g. signtool or osslsigncode"),
  linux: signCommand.describe("Command for Linux executables"),
});

const signing = z.strictObject({
  commands: signCommands
    .prefault({})
    .describe(
      "Your own commands that sign executables, word by word; {file} is a copy they change in place, or they write to {out}",
    ),
  publicKey: z
    .string()
    .min(1, "a minisign public key")
    .optional()
    .describe(
      "minisign public key of real releases: the key itself (56 characters), or the path of its file",
    ),
});

const REPOSITORY = /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/;

const github = z.strictObject({
  repository: z
    .string()
    .regex(REPOSITORY, "an owner and a name, e.g. octo/app")
    .optional()
    .describe("Whose Releases it goes to, as owner/name; by default the repository's"),
  api: z
    .string()
    .refine(isApiAddress, "an https:// address")
    .default("https://api.github.com")
    .describe("Address of the API; that of an Enterprise Server is https://HOST/api/v3"),
});

const publish = z
  .strictObject({
    github: github.optional().describe("GitHub Releases; the default for a repository on github.com"),
    dir: z
      .string()
      .min(1, "a path")
      .optional()
      .describe(
        "A folder instead, e.g. what a web server serves; each release becomes a folder v<version> in it",
      ),
    waive: z
      .record(name, z.record(z.string(), z.string().min(10, "the reason, in at least ten characters")))
      .default({})
      .describe(
        "Executables that may be published though nothing ran them: for each app its targets, each with the reason",
      ),
  })
  .refine(({ github: hub, dir }) => hub === undefined || dir === undefined, "one destination: github or dir");

const runtimes = z.strictObject({
  folder: z.string().describe("Folder with one pinned runtime per target"),
  checksums: z.string().describe("File with the SHA-256 of every runtime"),
});

/** `slipway.config.ts` or `slipway.config.json`, as written: `ParsedConfig` out, with the defaults filled in. */
export const configSchema: z.ZodType<ParsedConfig, SlipwayConfig> = z
  .strictObject({
    $schema: z.string().optional().describe("Address of this schema, for editors"),
    product: name.optional().describe("Name of the product; by default the first app's name"),
    version: z
      .string()
      .regex(VERSION, VERSION_WANTED)
      .optional()
      .describe("Version; by default the one in package.json"),
    repository: httpsUrl.optional().describe("Where the source is; by default the one in package.json"),
    downloads: downloads
      .optional()
      .describe(
        "Where a release's files are, with {version} and {file}: https, or http on 127.0.0.1; with publish.dir it ends with /v{version}/{file}; by default the repository's GitHub Releases",
      ),
    apps: z
      .record(name, z.union([appByPath, app]))
      .refine((apps) => Object.keys(apps).length > 0, "at least one app")
      .describe("The apps by name: the path of the entry point, or an object with options"),
    targets: targets.optional().describe("What to build for; by default Linux, macOS and Windows, both CPUs"),
    archive: archive.prefault({}).describe("What goes into an archive"),
    publish: publish.prefault({}).describe("Where releases are published, and what is forgiven them"),
    channels: channels.prefault({}).describe("What publishing ends with"),
    signing: signing.prefault({}).describe("How executables and real releases are signed"),
    runtimes: runtimes.optional().describe("Where pinned runtimes are; by default the ones Slipway brings"),
  })
  .describe("Configuration of Slipway");
