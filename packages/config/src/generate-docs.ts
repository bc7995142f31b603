/** Writes `docs/configuration.md` from the schema. */

import { configJsonSchema, type JsonSchema } from "./json-schema.ts";

const HEAD = `<!-- Made from packages/config/src/schema.ts by \`bun run generate\`; do not edit. -->

# Configuration

\`slipway.config.ts\` lies beside \`package.json\`; where there is none, \`slipway.config.js\` is taken, then
\`slipway.config.json\`. All paths start at its folder. Unknown keys are refused, and every problem is told at once. What
the configuration prints goes to stderr, and it must finish within 60 seconds.

\`\`\`ts
import { defineConfig } from "slipway";

export default defineConfig({
  apps: { hello: "src/main.ts" },
});
\`\`\`

Slipway is not on the registry yet: \`bun run pack\` in a checkout of it makes \`dist/npm/slipway-<version>.tgz\`, and
\`bun add -d\` takes that file.

An app with a worker, a file it reads, a definition, and runs that must go well on every executable:

\`\`\`ts
export default {
  apps: {
    hello: {
      entry: "src/main.ts",
      workers: ["src/worker.ts"], // new Worker(new URL("./worker.ts", import.meta.url))
      assets: ["src/greeting.txt"], // Bun.file(join(import.meta.dir, "greeting.txt"))
      define: { NAME: '"world"', "process.env.LEVEL": "3" },
      smoke: [
        { args: ["--version"], stdout: [/^1\\.2\\.3\\n$/] },
        { stdin: "who\\n", stdout: ["Hello, world"], timeoutSeconds: 5 },
        { args: ["--nonsense"], exitCode: 2, stderr: ["--nonsense"] },
      ],
    },
  },
};
\`\`\`

Bun's bundler does not follow \`new Worker(…)\` or paths of files: a worker must be in \`workers\`, a file that is read at run
time in \`assets\`. Where the code names one by a literal path beside its source, as above, the build stops and says what
is missing; a path that is made up at run time is not noticed.

\`allowUnresolved\` has globs of what may be missing. The bundler takes them for names in \`import()\` and \`require()\`:
\`"./plugins/*"\` allows \`\`import(\`./plugins/\${name}.ts\`)\`\`, \`""\` what has a name that nobody can know, such as
\`import(name)\`, and \`"*"\` all. Files that the code names by a literal path, and packages that look for addons, need a
glob with more than wildcards in it.

An app reads which release it is with \`import { version, commit, date } from "slipway/app"\`; without a dependency,
\`process.env.SLIPWAY_VERSION\`, \`SLIPWAY_COMMIT\` and \`SLIPWAY_DATE\` are replaced by text where they are written so.

\`autoload\` concerns files only: an executable still obeys \`BUN_OPTIONS\` and \`BUN_BE_BUN\` from the environment.

\`completions\` and \`man\` are the arguments with which an app prints its completions and its man page. A build asks the
executable that was made for its own machine, with an empty home and none of the user's settings (\`SOURCE_DATE_EPOCH\` is
the commit's date), and puts the answers into every archive: \`completions/hello.bash\`, \`completions/_hello\` for zsh,
\`completions/hello.fish\`, \`completions/hello.ps1\`, \`man/hello.1\`. They must be UTF-8 with line feeds alone, without
paths of the machine. The installers ask the installed executable, and write its answers where the user's shells look.

With \`runtimes\` a project keeps pins of its own. Name a folder and a file for the digests, both may be missing, then run
\`slipway pin VERSION\`: it writes one pin per target into the folder and their SHA-256 into the file; commit both. Without
\`runtimes\` the pins that Slipway brings are used, and only a newer Slipway moves them.

A whole configuration of a product with a key of its own, which is published into a folder and to a Homebrew tap:

\`\`\`ts
import { defineConfig } from "slipway";

export default defineConfig({
  version: "1.2.3",
  downloads: "https://dl.example.com/hello/v{version}/{file}",
  apps: { hello: { entry: "src/main.ts", smoke: [{ args: ["--version"], stdout: ["{version}"] }] } },
  targets: ["linux-x64", "linux-arm64", "darwin-arm64", "windows-x64"],
  signing: { publicKey: "slipway.pub" }, // slipway keys new
  publish: {
    dir: "/srv/www/hello",
    waive: { hello: { "linux-arm64": "run by hand on the board" } },
  },
  channels: { homebrew: { tap: "octo/homebrew-tap" } },
});
\`\`\`

\`publish.waive\` names, for an app and a target, why its executable may be published though nothing ran it: ten characters
at least. One that was run and failed is never published.

With \`publish.dir\` each release becomes a folder \`v<version>\` in it, such as \`v1.2.3\`, with the files that its checksums list and
nothing else; its notes lie beside it, as \`v1.2.3.md\`. In \`stable\`, or \`beta\` for pre-releases, are the newest version's
\`latest.json\`, \`install.sh\` and \`install.ps1\`, as far as it has them, at addresses that stay:
\`curl -fsSL https://dl.example.com/hello/stable/install.sh | sh\`. An older version never replaces them. \`downloads\` says where
people find that folder; it ends with \`/v{version}/{file}\` then, and \`publish --dry-run\` shows what it comes to. Without
it the files name the repository's GitHub Releases, if anything, and the proof at the end reads the folder itself. What is not published yet lies under hidden
names: \`.v1.2.3.draft\` and \`.v1.2.3.draft.json\`, which only their owner may read, and the lock \`.slipway.lock\`, which stays
and is its owner's as well. So one user publishes there; and let a server that runs as that user serve no names with a dot in front.

With \`channels: { homebrew: { tap: "octo/homebrew-tap" } }\` publishing ends with a formula in that repository, for both
CPUs of macOS and of Linux with glibc, as far as there are archives for them. It installs every app, completions and man
pages. It is pushed by git, never by force, as one commit named \`app 1.2.3\`; a later version that is there stays, and
nothing is pushed when nothing would change. Pre-releases do not go there. On https, git gets the token in
\`HOMEBREW_TAP_TOKEN\`, which needs "contents: write" on the tap alone, or else the one that publishes where the tap is
on the same host; without either, and for ssh, git's own settings count. People then run
\`brew install octo/tap/app\`.

The JSON schema for editors is \`node_modules/slipway/slipway.schema.json\`; a configuration written in JSON names it:
\`"$schema": "./node_modules/slipway/slipway.schema.json"\`. There, a pattern of a smoke run is text; regular
expressions need TypeScript.
`;

/** The committed text of `docs/configuration.md`. */
export function docsFileText(): string {
  return [HEAD, ...sections(configJsonSchema("input"), "")].join("\n");
}

/** One table for an object, then the tables of the objects in it. */
function sections(schema: JsonSchema, path: string): readonly string[] {
  const rows = Object.entries(schema.properties ?? {});
  const table = [
    path === "" ? "## Top level" : `## \`${path}\`${variant(schema)}`,
    "",
    "| key | type | default | |",
    "| --- | --- | --- | --- |",
    ...rows.map(([key, property]) => row(key, property, (schema.required ?? []).includes(key))),
    "",
  ];
  const inner = rows.flatMap(([key, property]) => inside(property, path === "" ? key : `${path}.${key}`));
  return [table.join("\n"), ...inner];
}

/** Tells the alternatives of one place apart. */
function variant(schema: JsonSchema): string {
  const kind = schema.properties?.["kind"]?.const;
  return kind === undefined ? "" : ` of kind "${kind}"`;
}

function inside(property: JsonSchema, path: string): readonly string[] {
  if (property.properties !== undefined) return sections(property, path);
  if (property.items !== undefined) return inside(property.items, `${path}[]`);
  if (property.anyOf !== undefined) return property.anyOf.flatMap((member) => inside(member, path));
  return typeof property.additionalProperties === "object"
    ? inside(property.additionalProperties, `${path}.<name>`)
    : [];
}

function row(key: string, property: JsonSchema, required: boolean): string {
  const fallback = required ? "required" : defaultText(property.default);
  return `| \`${key}\` | ${typeText(property)} | ${fallback} | ${property.description ?? ""} |`;
}

function defaultText(value: unknown): string {
  if (value === undefined) return "";
  const text = JSON.stringify(value);
  return text === "{}" || text === "[]" ? "none" : `\`${text}\``;
}

function typeText(schema: JsonSchema): string {
  if (schema.tsType !== undefined) return schema.tsType.replaceAll(" | ", " or ");
  if (schema.const !== undefined) return `"${schema.const}"`;
  if (schema.enum !== undefined) return "target";
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeText))].join(" or ");
  if (schema.type === "array") return `list of ${typeText(schema.items ?? {})}`;
  if (schema.type !== "object") return schema.type ?? "";
  const value = schema.additionalProperties;
  return typeof value === "object" ? `${typeText(value)} by name` : "object";
}
