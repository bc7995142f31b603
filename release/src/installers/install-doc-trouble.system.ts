/** Every message in the tables of docs/install.md "Troubleshooting" is provoked, or is on a list of those that cannot be. */

import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { shownPattern, tableRowsOf } from "./testing/document-blocks.ts";
import { type DocumentReleases, documentReleases, VERSIONS } from "./testing/document-release.ts";
import { type DownloadSite, downloadSite } from "./testing/download-site.ts";
import { toolFolder, TOOLS, writeProgram } from "./testing/run-installer.ts";

const DOCUMENT = readFileSync(resolve(import.meta.dirname, "..", "..", "..", "docs", "install.md"), "utf8");
const REPOSITORY = "https://github.com/slipway-build/slipway";

/** Messages of systems that are not here. */
const ELSEWHERE = [
  "Apple could not verify …",
  "… cannot be opened because the developer cannot be verified",
  "killed",
  "Windows protected your PC",
  "The term 'chatty' is not recognized …",
  "running scripts is disabled on this system",
];

/** What PowerShell's installer says; its script is here, it cannot be run. */
const OF_POWERSHELL = ['error: Cannot change "…": another installation is under way there'];

type Trouble = {
  readonly releases: DocumentReleases;
  readonly site: DownloadSite;
  readonly home: string;
  readonly bin: string;
  readonly environment: Readonly<Record<string, string>>;
};

type Provoke = (trouble: Trouble) => Promise<string> | string;

function newTrouble(releases: DocumentReleases, site: DownloadSite): Trouble {
  const home = tempFolder();
  // Nobody waits between attempts.
  const shims = tempFolder();
  writeProgram(join(shims, "sleep"), "exit 0");
  const own = {
    HOME: home,
    PATH: `${shims}:/usr/local/bin:/usr/bin:/bin`,
    SHELL: "/bin/bash",
    LANG: "C.UTF-8",
  };
  const bin = join(home, ".local", "bin");
  return { releases, site, home, bin, environment: { ...own, ...site.environment } };
}

/** What a line of shell prints; how it ends does not matter. */
async function printed(
  line: string,
  { home, environment }: Trouble,
  changes: { readonly shell?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const child = Bun.spawn([changes.shell ?? "bash", "-c", `exec 2>&1\n${line}`], {
    cwd: home,
    env: { ...environment, ...changes.env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  const [text] = await Promise.all([new Response(child.stdout).text(), child.exited]);
  return text;
}

/** Runs the installer of the older release. */
function installing(args: string, env: Readonly<Record<string, string>> = {}): Provoke {
  return async (trouble) => printed(`sh ${installerOf(trouble, 0)} ${args}`, trouble, { env });
}

function installerOf({ releases }: Trouble, index: 0 | 1): string {
  return join(releases.folders[VERSIONS[index]] ?? "", "install.sh");
}

/** Runs it where nothing else is on PATH. */
function installingWith(tools: readonly string[]): Provoke {
  return async (trouble) => installing("", { PATH: toolFolder([...TOOLS, ...tools]) })(trouble);
}

/** Puts something in the place of the program, and then installs. */
function installingOver(make: (place: string) => void): Provoke {
  return async (trouble) => {
    mkdirSync(trouble.bin, { recursive: true });
    make(join(trouble.bin, "chatty"));
    return installing("")(trouble);
  };
}

/** Starts a program of the release that was changed at one place of its ELF header or after it. */
function starting(change: (bytes: Buffer) => void, shell: string): Provoke {
  return async (trouble) => {
    const file = join(trouble.home, "chatty");
    const bytes = readFileSync(join(trouble.releases.folders[VERSIONS[0]] ?? "", "chatty-linux-x64"));
    change(bytes);
    writeFileSync(file, bytes, { mode: 0o755 });
    return printed("./chatty --version", trouble, { shell });
  };
}

function forAnotherLoader(bytes: Buffer): void {
  bytes.write("/lib64/ld-other", bytes.indexOf("/lib64/ld-linux"));
}

/** EM_VAX, of which no emulator takes care (System V ABI, "ELF Header", e_machine at 18). */
function forAnotherCpu(bytes: Buffer): void {
  bytes.writeUInt16LE(75, 18);
}

const curl = (address: string, env: Readonly<Record<string, string>> = {}): Provoke => {
  return async (trouble) => printed(`curl -fsSL ${address}`, trouble, { env });
};

const NO_PROXY = { https_proxy: "", no_proxy: "*" };
const NOBODY = "http://127.0.0.1:1";
const ALIEN = { CURL_CA_BUNDLE: "/etc/ssl/certs/ca-certificates.crt" };
const FILES = `${REPOSITORY}/releases/download`;

/** How each message comes about. */
const PROVOKED: Readonly<Record<string, Provoke>> = {
  "chatty: not found": async (trouble) => printed("chatty --version", trouble, { shell: "dash" }),
  "chatty: command not found": async (trouble) => printed("chatty --version", trouble),
  "Permission denied": async (trouble) => {
    const file = join(trouble.home, "chatty");
    copyFileSync(join(trouble.releases.folders[VERSIONS[0]] ?? "", "chatty-linux-x64"), file);
    chmodSync(file, 0o644);
    return printed("./chatty --version", trouble);
  },
  "Error loading shared library libstdc++.so.6: No such file or directory (needed by …)": async (trouble) =>
    printed(join(trouble.releases.folders[VERSIONS[0]] ?? "", "chatty-linux-x64-musl"), trouble),
  "./chatty: not found": starting(forAnotherLoader, "dash"),
  "cannot execute: required file not found": starting(forAnotherLoader, "bash"),
  "Exec format error": starting(forAnotherCpu, "bash"),
  "curl: (22) The requested URL returned error: 404": curl(`${FILES}/v0.1.0/chatty-linux-x86`),
  "curl: (5) Could not resolve proxy: …": curl(FILES, { https_proxy: "http://nobody.invalid:1" }),
  "curl: (6) Could not resolve host: …": curl("https://nobody.invalid/", NO_PROXY),
  "curl: (7) Failed to connect to …": curl(`${NOBODY}/`, NO_PROXY),
  "curl: (60) SSL certificate problem: …": curl(`${FILES}/v0.1.0/install.sh`, ALIEN),
  'error: Cannot download "…": the server has no such file (404)': installing("--version 9.9.9"),
  'error: Cannot download "…": the server, or the proxy, cannot be reached': installing("", {
    https_proxy: NOBODY,
  }),
  'error: Cannot download "…": the connection is not secure: see the certificate': installing("", ALIEN),
  "error: Cannot download: neither curl nor wget is there": installingWith(["sha256sum"]),
  "error: Cannot verify a download: no tool for SHA-256 is there": installingWith(["curl"]),
  'error: Cannot trust "…": its SHA-256 is …, wanted …': async (trouble) => {
    trouble.site.damage("chatty-linux-x64.tar.gz");
    return installing("")(trouble);
  },
  'error: Cannot trust "…": it has … bytes, wanted …': installing("", {
    CHATTY_INSTALL_DOWNLOADS: `${FILES}/v{version}/{file}.minisig`,
  }),
  'error: Cannot trust "…": its signature is not that of chatty … by the key …': async (trouble) => {
    const { folders } = trouble.releases;
    const [from, to] = VERSIONS.map((version) =>
      join(folders[version] ?? "", "chatty-linux-arm64.tar.gz.minisig"),
    );
    copyFileSync(from ?? "", to ?? "");
    return printed(`sh ${installerOf(trouble, 1)} --target linux-arm64`, trouble);
  },
  "error: Cannot install chatty … here: this is …, and there is nothing for it":
    installing("--target linux-vax"),
  "warning: libstdc++ seems to be missing, and chatty needs it": installing("--target linux-x64-musl"),
  'error: Cannot install chatty …: "chatty --version" fails here': installing("--target linux-x64-musl"),
  'error: Cannot install "…": it is there already, and not by this installer': installingOver((place) => {
    writeFileSync(place, "mine");
  }),
  'error: Cannot install "…": it is a link to …, made by something else': installingOver((place) => {
    symlinkSync("../Cellar/chatty", place);
  }),
  'error: Cannot install chatty …: "…" has …, which is newer': async (trouble) => {
    await printed(`sh ${installerOf(trouble, 1)}`, trouble);
    return installing("")(trouble);
  },
  'error: Cannot write into "…": permission denied, or no folder': installing("--dir /proc/chatty"),
  'error: Cannot change "…": process … is installing there': async (trouble) => {
    mkdirSync(join(trouble.bin, ".chatty-install"), { recursive: true });
    symlinkSync(`process:${process.pid}:`, join(trouble.bin, ".chatty-install", "lock.1"));
    return installing("")(trouble);
  },
  'warning: "chatty" is … for this shell, not …': async (trouble) => {
    const other = join(trouble.home, "other");
    mkdirSync(other);
    writeProgram(join(other, "chatty"), "exit 0");
    return installing("", { PATH: `${other}:${trouble.bin}:${trouble.environment["PATH"] ?? ""}` })(trouble);
  },
  "… is not on PATH: add it, or run …": installing("--no-modify-path"),
  'warning: "…" could not be written: chatty works, but without what it has for …': async (trouble) => {
    mkdirSync(join(trouble.home, ".local"));
    writeFileSync(join(trouble.home, ".local", "share"), "no folder");
    return installing("")(trouble);
  },
  'error: Cannot uninstall chatty: "…" has nothing of this installer': installing("--uninstall"),
};

test("docs/install.md: every message in its tables is the real one", async () => {
  const rows = tableRowsOf(DOCUMENT, "Troubleshooting");
  const messages = rows.flatMap(([cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`/gu)].map(([, text = ""]) => text),
  );
  expect(messages.toSorted()).toEqual([...Object.keys(PROVOKED), ...ELSEWHERE, ...OF_POWERSHELL].toSorted());
  const releases = documentReleases();
  for (const [message, provoke] of Object.entries(PROVOKED)) {
    const site = await downloadSite(REPOSITORY, releases.folders);
    const shown = await provoke(newTrouble(releases, site));
    expect(shown, message).toMatch(shownPattern(message));
  }
});

test("what PowerShell's installer says is in its script", () => {
  const script = readFileSync(join(import.meta.dirname, "golden", "install.ps1"), "utf8");
  for (const message of OF_POWERSHELL) {
    const [before = "", after = ""] = message.replace("error: ", "").split('"…"');
    expect(script).toContain(before);
    expect(script).toContain(after);
  }
});
