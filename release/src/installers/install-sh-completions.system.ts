/** Completions and man pages: where the installer puts them, whose they are, and that shells find them. */

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { runProgram, treeState } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { releaseServer } from "./testing/release-server.ts";
import {
  type Place,
  runInstaller,
  scriptOf,
  toolFolder,
  TOOLS,
  userPlace,
  writeProgram,
} from "./testing/run-installer.ts";
import { sampleExecutable, sampleProduct, type SampleProduct } from "./testing/sample-product.ts";

const FILES = {
  ".config/fish/completions/tool.fish": "complete -c tool -f -a of-tool\n# fish of tool 1.2.3\n",
  ".local/share/bash-completion/completions/tool": "# bash of tool 1.2.3\n",
  ".local/share/bash-completion/completions/tool-helper": "# b a$h of tool-helper 1.2.3\n",
  ".local/share/man/man1/tool.1": '.TH tool 1 "" "1.2.3"\n',
  ".local/share/zsh/site-functions/_tool": "#compdef tool\n# zsh of tool 1.2.3\n",
};

/** A PATH with all shells, whatever this machine has. */
function allShells(): string {
  const folder = toolFolder([...TOOLS, "sha256sum", "curl"]);
  for (const name of ["zsh", "fish", "man"]) writeProgram(join(folder, name), "exit 1");
  return folder;
}

async function placeOf(product: SampleProduct, ...others: readonly SampleProduct[]): Promise<Place> {
  const { downloads } = await releaseServer([product, ...others]);
  return userPlace(scriptOf(product), downloads);
}

/** The files below a home that are not the executables, the receipt or the profile's. */
function textsIn(home: string): Readonly<Record<string, string>> {
  const files = Object.entries(treeState(home)).filter(([path, what]) => {
    return !what.startsWith("folder ") && !/\/bin\/|^\.(?:bashrc|profile|zshrc)$|conf\.d/u.test(path);
  });
  return Object.fromEntries(files.map(([path]) => [path, readFileSync(join(home, path), "utf8")]));
}

describe.each(["dash", "busybox sh", "bash", "zsh"])("%s", (name) => {
  const [program = "", ...options] = name.split(" ");
  const shell = [Bun.which(program) ?? program, ...options];

  test("writes them, replaces them, and removes exactly them", async () => {
    const next = sampleProduct("1.3.0");
    const place = await placeOf(sampleProduct("1.2.3"), next);
    const env = { PATH: allShells(), SHELL: "/bin/zsh" };
    const first = await runInstaller(place, { shell, env });
    expect({ ...first, stderr: "" }).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect(first.stderr).not.toContain("warning");
    expect(first.stderr).toContain(`fpath=('${place.home}/.local/share/zsh/site-functions' $fpath)\n`);
    expect(textsIn(place.home)).toEqual(FILES);
    const mine = join(place.home, ".local/share/zsh/site-functions/_mine");
    writeFileSync(mine, "mine");
    writeFileSync(place.script, scriptOf(next));
    expect((await runInstaller(place, { shell, env })).exitCode).toBe(0);
    const later = Object.entries(FILES).map(([path, text]) => [path, text.replace("1.2.3", "1.3.0")]);
    expect(textsIn(place.home)).toMatchObject(Object.fromEntries(later));
    expect((await runInstaller(place, { shell, env, args: ["--uninstall"] })).exitCode).toBe(0);
    expect(textsIn(place.home)).toEqual({ ".local/share/zsh/site-functions/_mine": "mine" });
  });
});

test("XDG_DATA_HOME and XDG_CONFIG_HOME are where they go, unless they are relative", async () => {
  const place = await placeOf(sampleProduct("1.2.3"));
  const [data, config] = [join(place.home, "it's data"), join(place.home, "my config")];
  const env = { PATH: allShells(), XDG_DATA_HOME: data, XDG_CONFIG_HOME: config };
  expect((await runInstaller(place, { env })).exitCode).toBe(0);
  expect(Object.keys(textsIn(place.home))).toEqual([
    "it's data/bash-completion/completions/tool",
    "it's data/bash-completion/completions/tool-helper",
    "it's data/man/man1/tool.1",
    "it's data/zsh/site-functions/_tool",
    "my config/fish/completions/tool.fish",
  ]);
  // Other folders than last time: what is in those of last time goes.
  expect((await runInstaller(place, { env: { PATH: allShells() } })).exitCode).toBe(0);
  expect(textsIn(place.home)).toEqual(FILES);
  const args = ["--uninstall"];
  expect((await runInstaller(place, { env: { PATH: allShells() }, args })).exitCode).toBe(0);
  expect(textsIn(place.home)).toEqual({});
  const relative = { PATH: allShells(), XDG_DATA_HOME: "data", XDG_CONFIG_HOME: "config" };
  expect((await runInstaller(place, { env: relative })).exitCode).toBe(0);
  expect(textsIn(place.home)).toEqual({});
  expect(treeState(place.temporary)).toEqual({});
});

test.each([
  [["--no-completions"], {}],
  [[], { TOOL_INSTALL_NO_COMPLETIONS: "1" }],
])("none with %j %j, and what is there already stays", async (args, variables) => {
  const place = await placeOf(sampleProduct("1.2.3"));
  const env = { PATH: allShells(), ...variables };
  expect((await runInstaller(place, { args, env })).exitCode).toBe(0);
  expect(textsIn(place.home)).toEqual({});
  expect((await runInstaller(place, { env: { PATH: allShells() } })).exitCode).toBe(0);
  expect((await runInstaller(place, { args, env })).exitCode).toBe(0);
  expect(textsIn(place.home)).toEqual(FILES);
  expect((await runInstaller(place, { args: [...args, "--uninstall"], env })).exitCode).toBe(0);
  expect(textsIn(place.home)).toEqual({});
});

test("only for shells that are there, and for one that comes later in the next run", async () => {
  const place = await placeOf(sampleProduct("1.2.3"));
  const path = toolFolder([...TOOLS, "sha256sum", "curl"].filter((name) => name !== "bash"));
  expect((await runInstaller(place, { env: { PATH: path } })).exitCode).toBe(0);
  expect(textsIn(place.home)).toEqual({});
  writeProgram(join(path, "fish"), "exit 1");
  expect((await runInstaller(place, { env: { PATH: path } })).exitCode).toBe(0);
  expect(Object.keys(textsIn(place.home))).toEqual([".config/fish/completions/tool.fish"]);
});

test("another one's files and links stay", async () => {
  const place = await placeOf(sampleProduct("1.2.3"));
  const [page = "", zsh = ""] = [".local/share/man/man1/tool.1", ".local/share/zsh/site-functions/_tool"].map(
    (path) => join(place.home, path),
  );
  for (const file of [page, zsh]) mkdirSync(dirname(file), { recursive: true });
  writeFileSync(page, "mine");
  symlinkSync("nowhere", zsh);
  for (const args of [[], [], ["--uninstall"]]) {
    expect((await runInstaller(place, { args, env: { PATH: allShells() } })).exitCode).toBe(0);
    expect(readFileSync(page, "utf8")).toBe("mine");
    expect(runProgram(["readlink", zsh], { cwd: "/" }).stdout).toBe("nowhere\n");
  }
});

test.each<readonly [string, string]>([
  ["fails", "exit 3"],
  ["prints nothing", "exit 0"],
  ["prints without end", "while :; do echo too much, and more, and more, and more, and more of it; done"],
  ["is killed", "kill -9 $$"],
])("an executable that %s leaves a warning and nothing else", async (_what, script) => {
  const text = sampleExecutable("tool", "1.2.3").replace(
    "completions)",
    `completions) ${script} ;;\nnothing)`,
  );
  const product = sampleProduct("1.2.3", { executables: { tool: text } });
  const place = await placeOf(product);
  const ran = await runInstaller(place, { args: ["--quiet"], env: { PATH: allShells() } });
  expect(ran).toMatchObject({ exitCode: 0, stdout: "" });
  const file = `${place.home}/.config/fish/completions/tool.fish`;
  expect(ran.stderr).toContain(`warning: "${file}" could not be written: tool works, but without`);
  expect(ran.stderr.match(/^warning: /gmu)).toHaveLength(3);
  expect(Object.keys(textsIn(place.home))).toEqual([".local/share/man/man1/tool.1"]);
  expect(treeState(place.temporary)).toEqual({});
});

test("a folder that cannot be written leaves a warning", async () => {
  const place = await placeOf(sampleProduct("1.2.3"));
  writeFileSync(join(place.home, ".config"), "a file");
  const ran = await runInstaller(place, { env: { PATH: allShells() } });
  expect(ran.exitCode).toBe(0);
  expect(ran.stderr).toContain('.config/fish/completions/tool.fish" could not be written');
  expect((await runInstaller(place, { args: ["--uninstall"], env: { PATH: allShells() } })).exitCode).toBe(0);
  expect(readFileSync(join(place.home, ".config"), "utf8")).toBe("a file");
});

test("what a later version has no more is removed", async () => {
  const place = await placeOf(sampleProduct("1.2.3"));
  expect((await runInstaller(place, { env: { PATH: allShells() } })).exitCode).toBe(0);
  const alone = sampleProduct("2.0.0", {
    executables: { tool: sampleExecutable("tool", "2.0.0") },
    changes: { texts: [{ app: "tool", kind: "bash", args: ["completions", "bash"] }] },
  });
  const { downloads } = await releaseServer([alone]);
  writeFileSync(place.script, scriptOf(alone));
  const env = { PATH: allShells(), TOOL_INSTALL_DOWNLOADS: downloads };
  expect((await runInstaller(place, { env })).exitCode).toBe(0);
  expect(textsIn(place.home)).toEqual({
    ".local/share/bash-completion/completions/tool": "# bash of tool 2.0.0\n",
  });
  expect((await runInstaller(place, { env, args: ["--uninstall"] })).exitCode).toBe(0);
  expect(textsIn(place.home)).toEqual({});
});

test("a file that people made or changed since is theirs", async () => {
  const place = await placeOf(sampleProduct("1.2.3"));
  const env = { PATH: allShells() };
  expect((await runInstaller(place, { env })).exitCode).toBe(0);
  const alone = sampleProduct("2.0.0", { changes: { texts: [] } });
  const { downloads } = await releaseServer([alone]);
  const later = { ...env, TOOL_INSTALL_DOWNLOADS: downloads };
  const changed = ".local/share/man/man1/tool.1";
  writeFileSync(join(place.home, changed), "changed");
  writeFileSync(place.script, scriptOf(alone));
  expect((await runInstaller(place, { env: later })).exitCode).toBe(0);
  const made = ".config/fish/completions/tool.fish";
  writeFileSync(join(place.home, made), "mine");
  for (const args of [[], ["--uninstall"]]) {
    expect((await runInstaller(place, { args, env: later })).exitCode).toBe(0);
    expect(textsIn(place.home)).toEqual({ [changed]: "changed", [made]: "mine" });
  }
});

test("a file that people made where printing failed is theirs", async () => {
  const text = sampleExecutable("tool", "1.2.3").replace("completions)", "completions) exit 3 ;;\nnothing)");
  const place = await placeOf(sampleProduct("1.2.3", { executables: { tool: text } }));
  const env = { PATH: allShells() };
  expect((await runInstaller(place, { env })).exitCode).toBe(0);
  const made = ".config/fish/completions/tool.fish";
  mkdirSync(dirname(join(place.home, made)), { recursive: true });
  writeFileSync(join(place.home, made), "mine");
  expect((await runInstaller(place, { env })).exitCode).toBe(0);
  expect((await runInstaller(place, { args: ["--uninstall"], env })).exitCode).toBe(0);
  expect(textsIn(place.home)).toEqual({ [made]: "mine" });
});

test("without HOME there is no place for them", async () => {
  const place = await placeOf(sampleProduct("1.2.3"));
  const args = ["--dir", join(place.home, "bin"), "--no-modify-path"];
  const ran = await runInstaller(place, { args, env: { PATH: allShells(), HOME: undefined } });
  expect(ran).toMatchObject({ exitCode: 0 });
  expect(ran.stderr).not.toContain("warning");
  const traced = await runInstaller(place, {
    shell: [Bun.which("bash") ?? "bash", "-x"],
    args,
    env: { PATH: allShells(), HOME: undefined },
  });
  expect(traced.stderr).not.toMatch(/ \/(?:bash-completion|zsh|fish|man)\//u);
});

async function installed(): Promise<Place> {
  const place = await placeOf(sampleProduct("1.2.3"));
  expect((await runInstaller(place)).exitCode).toBe(0);
  return place;
}

describe("real shells find them", () => {
  test("fish", async () => {
    const { home, bin, environment } = await installed();
    // Fish completes the arguments of programs that are there.
    const PATH = `${bin}:${environment["PATH"] ?? ""}`;
    const env = { PATH, HOME: home, XDG_CONFIG_HOME: undefined, XDG_DATA_HOME: undefined };
    const ran = runProgram(["fish", "-c", "complete -C 'tool '"], { cwd: home, env });
    expect(ran).toMatchObject({ exitCode: 0, stdout: "of-tool\n" });
  });

  test("zsh, with the line that people are told", async () => {
    const place = await placeOf(sampleProduct("1.2.3"));
    const { stderr } = await runInstaller(place, { env: { SHELL: "/bin/zsh" } });
    const line = /in \.zshrc: (?<line>.*)\n/u.exec(stderr)?.groups?.["line"] ?? "";
    const script = `${line}\nautoload -U compinit && compinit -u -D && print $_comps[tool]`;
    const ran = runProgram(["zsh", "-f", "-c", script], { cwd: place.home, env: { HOME: place.home } });
    expect(ran).toMatchObject({ exitCode: 0, stdout: "_tool\n" });
  });

  const loader = "/usr/share/bash-completion/bash_completion";
  test("bash, with the package bash-completion", async () => {
    const { home } = await installed();
    const ran = runProgram(["bash", "--norc", "-x", "-c", `source ${loader}; _completion_loader tool`], {
      cwd: home,
      env: { HOME: home, XDG_DATA_HOME: undefined },
    });
    expect(ran.stderr).toContain(`. ${home}/.local/share/bash-completion/completions/tool\n`);
  });
});
