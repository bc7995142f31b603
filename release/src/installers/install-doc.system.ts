/**
 * Runs every command of docs/install.md that can be run here, in its order, against two releases made for it: by their
 * real addresses, from a site on loopback.
 */

import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { runProgram, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { type Block, blocksOf, shownPattern, tableRowsOf } from "./testing/document-blocks.ts";
import { type DocumentReleases, documentReleases, VERSIONS } from "./testing/document-release.ts";
import { type DownloadSite, downloadSite } from "./testing/download-site.ts";
import { shellSession } from "./testing/shell-session.ts";

const DOCUMENT = readFileSync(resolve(import.meta.dirname, "..", "..", "..", "docs", "install.md"), "utf8");
const BLOCKS = blocksOf(DOCUMENT);
const REPOSITORY = "https://github.com/slipway-build/slipway";
const SHELLS = ["dash", "busybox", "bash"];

/** What is run in each shell; the shell of busybox takes its own programs before those of the system. */
function runsIn(shell: string, { info }: Block): boolean {
  return info === "sh" || (info === "sh coreutils" && shell !== "busybox");
}

type Made = { readonly releases: DocumentReleases; readonly site: DownloadSite };

type User = { readonly home: string; readonly environment: Readonly<Record<string, string>> };

/** Somebody with an empty home, for whom `sh` is this shell. */
function newUser(shell: string, { site }: Made): User {
  const root = tempFolder();
  const [home, bin] = [join(root, "home"), join(root, "bin")];
  for (const folder of [home, bin, join(home, "Downloads")]) mkdirSync(folder);
  symlinkSync(Bun.which(shell) ?? shell, join(bin, "sh"));
  const own = { HOME: home, PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`, SHELL: `/bin/${shell}` };
  return { home, environment: { ...own, LANG: "C.UTF-8", TERM: "dumb", ...site.environment } };
}

/** The commands as they are, with what stands for something else in its place. */
function commandOf({ text }: Block, { releases, site }: Made): string {
  return text
    .replaceAll("PUBLIC-KEY", releases.publicKey)
    .replaceAll("http://proxy.example.com:3128", site.proxy)
    .replaceAll("https://mirror.example.com/chatty/0.2.0/", `${REPOSITORY}/releases/download/v0.2.0/`)
    .replaceAll(
      "https://mirror.example.com/chatty/{version}/",
      `${REPOSITORY}/releases/download/v{version}/`,
    );
}

/** What must be shown after a block, where the document says it. */
function shownAfter(block: Block): string | undefined {
  const next = BLOCKS[BLOCKS.indexOf(block) + 1];
  return next?.section === block.section && next.info === "text" ? next.text : undefined;
}

async function runSection(
  blocks: readonly Block[],
  { shell, user, made }: { readonly shell: string; readonly user: User; readonly made: Made },
): Promise<void> {
  const commands = blocks.map((block) => commandOf(block, made));
  const { exitCode, printed } = await shellSession(["sh"], commands, {
    folder: tempFolder(),
    environment: user.environment,
  });
  const last = blocks[Math.min(printed.length, blocks.length) - 1];
  expect(exitCode, `${shell}: docs/install.md:${last?.line}: ${printed.at(-1)}`).toBe(0);
  for (const [index, block] of blocks.entries()) {
    const shown = shownAfter(block);
    const seen = (printed[index] ?? "").replaceAll(user.home, "/home/you");
    if (shown === undefined) continue;
    const wanted = new RegExp(`(?:^|\\n)${shownPattern(shown).source}$`, "u");
    expect(seen, `${shell}: docs/install.md:${block.line}`).toMatch(wanted);
  }
}

test("shellcheck finds nothing in any command", () => {
  const folder = tempFolder();
  for (const { info, text, line } of BLOCKS.filter((block) => /^(?:ba)?sh\b/u.test(block.info))) {
    writeFileSync(join(folder, "block.sh"), text);
    // A session ends where `cd` fails (SC2164), and completions are no file that could be looked at (SC1090).
    const command = ["shellcheck", "-s", info === "bash" ? "bash" : "sh", "-e", "SC2164,SC1090", "block.sh"];
    expect(runProgram(command, { cwd: folder }).stdout, `docs/install.md:${line}`).toBe("");
  }
});

/** All shells at once take a few minutes, and longer where others work on the machine too. */
const TIMEOUT_MS = 1_200_000;

test(
  "docs/install.md: every command does what it says, in every shell",
  async () => {
    const releases = documentReleases();
    const ended = await Promise.allSettled(SHELLS.map(async (shell) => runDocument(shell, releases)));
    for (const one of ended) if (one.status === "rejected") throw one.reason;
    await verifyAsStranger({ releases, site: await downloadSite(REPOSITORY, releases.folders) });
  },
  TIMEOUT_MS,
);

/** Section after section, as somebody who reads it from its start to its end. */
async function runDocument(shell: string, releases: DocumentReleases): Promise<void> {
  const site = await downloadSite(REPOSITORY, releases.folders);
  const made = { releases, site };
  let user = newUser(shell, made);
  for (const section of new Set(BLOCKS.map((block) => block.section))) {
    if (section === "Upgrade") site.showAsLatest(VERSIONS[1]);
    if (section === "With a browser") await browse(user, releases);
    const blocks = BLOCKS.filter((block) => block.section === section && runsIn(shell, block));
    await runSection(blocks, { shell, user, made });
    if (section === "Linux and macOS") {
      expectOnPath(user);
      expectTexts(user);
      user = inNewTerminal(user);
    }
    if (section === "Completions and the manual") expectCompletions(user, made);
  }
}

/** What somebody has clicked on. */
async function browse(user: User, releases: DocumentReleases): Promise<void> {
  const file = "chatty-linux-x64.tar.gz";
  await Bun.write(join(user.home, "Downloads", file), Bun.file(join(releases.folders["0.1.0"] ?? "", file)));
}

/** A new terminal finds it. */
function expectOnPath({ home }: User): void {
  const ran = runProgram(["bash", "-l", "-c", "chatty --version"], { cwd: home, env: { HOME: home } });
  expect(ran.stdout, ran.stderr).toMatch(/^0\.1\.0 \(/u);
}

/** The files that the document says the installer writes, for what is here. */
function expectTexts({ home }: User): void {
  const rows = tableRowsOf(DOCUMENT, "Completions and the manual");
  const files = rows.flatMap(([tool = "", cell = ""]) => {
    const file = /`~\/([^`]+)`/u.exec(cell)?.[1] ?? "";
    return Bun.which(tool, { PATH: "/usr/local/bin:/usr/bin:/bin" }) === null ? [] : [file];
  });
  expect(files.length).toBeGreaterThan(2);
  expect(files.filter((file) => !existsSync(join(home, file)))).toEqual([]);
}

/** Every later shell has the folder on its PATH. */
function inNewTerminal({ home, environment }: User): User {
  const PATH = `${join(home, ".local", "bin")}:${environment["PATH"] ?? ""}`;
  return { home, environment: { ...environment, PATH } };
}

/** What a shell is told before and asked after the line that brings completions. */
const COMPLETING: Readonly<Record<string, readonly [before: string, asked: string, answer: RegExp]>> = {
  bash: ["", "complete -p chatty", /^complete -F _chatty chatty\n$/u],
  zsh: ["autoload -Uz compinit && compinit -u", "print $_comps[chatty]", /^_chatty\n$/u],
  fish: ["", "complete -C 'chatty '", /^list\tList the commands/mu],
};

function expectCompletions({ home, environment }: User, made: Made): void {
  for (const [shell, [before, asked, answer]] of Object.entries(COMPLETING)) {
    const blocks = BLOCKS.filter(({ info }) => info === shell);
    expect(blocks).toHaveLength(1);
    const lines = [before, ...blocks.map((block) => commandOf(block, made)), asked].join("\n");
    const ran = runProgram([shell, "-c", lines], { cwd: home, env: environment });
    expect(ran, shell).toEqual({ exitCode: 0, stdout: expect.stringMatching(answer), stderr: "" });
  }
  expect(readFileSync(join(home, ".local/share/man/man1/chatty.1"), "utf8")).toContain(".SH SYNOPSIS");
}

/** With the sources and nothing else; the key is the one in them. */
async function verifyAsStranger(made: Made): Promise<void> {
  const { checkout, packages } = made.releases;
  const user = newUser("dash", made);
  const blocks = BLOCKS.filter(({ info }) => info === "sh slipway");
  expect(blocks).toHaveLength(1);
  symlinkSync(process.execPath, join(user.home, "..", "bin", "bun"));
  const environment = {
    ...user.environment,
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `url.file://${checkout.root}.insteadOf`,
    GIT_CONFIG_VALUE_0: REPOSITORY,
    BUN_INSTALL_CACHE_DIR: packages,
  };
  const commands = blocks.map((block) => commandOf(block, made));
  const { exitCode, printed } = await shellSession(["sh"], commands, { folder: tempFolder(), environment });
  expect(exitCode, printed.join("\n")).toBe(0);
  expect(printed[0]).toMatch(/0\.1\.0: all \d+ files hold/u);
}
