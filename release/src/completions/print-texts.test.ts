import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { sha256File } from "@slipway/build";
import { recordingEnv, sampleApp } from "@slipway/build/testing";
import type { AppConfig } from "@slipway/config";
import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { assemble } from "../assemble.ts";
import { readArchive } from "../pack/read-archive.ts";
import { planRelease, type ReleasePlan } from "../plan/plan.ts";
import { SAMPLE_SOURCES, sampleConfig, sampleRelease } from "../testing/sample-release.ts";
import { expectPrinters, printTexts } from "./print-texts.ts";

type Printing = Pick<AppConfig, "completions" | "man">;

const ALL: Printing = {
  completions: {
    bash: ["completions", "bash"],
    zsh: ["completions", "zsh"],
    fish: ["completions", "fish"],
    powershell: ["completions", "pwsh"],
  },
  man: ["man"],
};

function planOf(root: string, printing: Printing = ALL): ReleasePlan {
  const helper = sampleApp({ name: "tool-helper", targets: ["linux-arm64", "linux-x64"], man: ["--man"] });
  const config = sampleConfig(root);
  const apps = [sampleApp({ name: "tool", ...printing }), ...(printing === ALL ? [helper] : [])];
  return planRelease({ ...config, apps }, { sources: SAMPLE_SOURCES, snapshot: false, host: "linux-x64" });
}

/** Puts a shell script where the build leaves the executables of this machine. */
function writeTool(root: string, script: string): string {
  const path = join(root, "dist", "build", "linux-x64", "tool");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  writeFileSync(`${path}-helper`, "#!/bin/sh\necho '.Dd of the helper'\n", { mode: 0o755 });
  return path;
}

async function printed(script: string, printing: Printing = ALL): Promise<ReadonlyMap<string, string>> {
  const root = tempFolder();
  writeTool(root, script);
  return printTexts(planOf(root, printing), recordingEnv(join(root, "dist")));
}

const BASH: Printing = { completions: { bash: ["completions", "bash"] } };
const MAN: Printing = { completions: {}, man: ["man"] };

describe.skipIf(process.platform === "win32")("printTexts()", () => {
  test("runs the app with each shell's arguments, in the order they are declared", async () => {
    expect([...(await printed('if [ "$1" = man ]; then echo ".TH TOOL 1"; else echo "$@"; fi'))]).toEqual([
      ["completions/tool.bash", "completions bash\n"],
      ["completions/_tool", "completions zsh\n"],
      ["completions/tool.fish", "completions fish\n"],
      ["completions/tool.ps1", "completions pwsh\n"],
      ["man/tool.1", ".TH TOOL 1\n"],
      ["man/tool-helper.1", ".Dd of the helper\n"],
    ]);
  });

  test("gives it a home that is empty, the date of the sources, and nothing of the user's", async () => {
    const script = 'ls -A "$HOME" "$TMPDIR" | grep -v : ; [ "$PWD" = "$HOME" ] && env | cut -d = -f 1 | sort';
    const [text = ""] = (await printed(`${script}; echo "$SOURCE_DATE_EPOCH $TZ"`, BASH)).values();
    const names = "HOME NO_COLOR PATH PWD SOURCE_DATE_EPOCH TEMP TMP TMPDIR TZ USERPROFILE".split(" ");
    // What shells and macOS add by themselves.
    const others = ["OLDPWD", "SHLVL", "_", "__CF_USER_TEXT_ENCODING", ""];
    const lines = text.split("\n").filter((line) => !others.includes(line));
    expect(lines).toEqual([...names, "1795000000 UTC"]);
  });

  test.each<readonly [string, Printing, string, readonly string[]]>([
    ["exit 3", BASH, "it ended with exit code 3, wanted 0", []],
    ["echo half; kill -9 $$", BASH, "it ended with SIGKILL, wanted exit code 0", []],
    ["echo no such shell >&2; exit 1", BASH, "it ended with exit code 1, wanted 0", ["| no such shell"]],
    ["echo", BASH, "it is empty, wanted a text on standard output", []],
    [String.raw`printf 'a\r\nb\r\n'`, BASH, "it has carriage returns, wanted line feeds alone", []],
    [String.raw`printf 'caf\351\n'`, BASH, "it is not UTF-8, wanted UTF-8", []],
    [
      String.raw`printf '\033[1mbold\033[0m\n'`,
      BASH,
      String.raw`it has "\u001b" in it, wanted no control`,
      [],
    ],
    ["head -c 5000000 /dev/zero | tr '\\0' a", BASH, "it is too long, wanted 4194304 bytes at most", []],
    ["echo TOOL - a tool", MAN, "it has no line .TH or .Dd, wanted a man page in roff", []],
  ])("refuses what %s prints", async (script, printing, found, said) => {
    const fault = await caught(async () => printed(script, printing));
    expect(fault).toMatchObject({ code: "text-unfit", exitCode: 1 });
    expect(fault.message).toContain(found);
    const [what, command, key] =
      printing === MAN
        ? ['the man page of "tool"', "tool man", "man"]
        : ['the completions of "tool" for bash', "tool completions bash", "completions.bash"];
    expect(fault.message).toContain(`Cannot release ${what}, printed by "${command}": `);
    expect(fault.hint).toBe(`Mend the app, or apps.tool.${key}`);
    expect(fault.details.slice(1)).toEqual(said);
  });

  test.each(["$HOME/x", "$TMPDIR", "$0"])(
    "refuses the path %s, which is of this machine alone",
    async (path) => {
      const fault = await caught(async () => printed(`echo "complete -C ${path} tool"`, BASH));
      expect(fault.message).toMatch(/: it has the path of this machine ".+" in it, wanted the same text/u);
    },
  );

  test("says that an executable does not start", async () => {
    const root = tempFolder();
    mkdirSync(join(root, "dist", "build", "linux-x64"), { recursive: true });
    writeFileSync(join(root, "dist", "build", "linux-x64", "tool"), "\u007FELF");
    const fault = await caught(async () => printTexts(planOf(root, BASH), recordingEnv(join(root, "dist"))));
    expect(fault).toMatchObject({
      code: "text-unfit",
      message: expect.stringContaining("it does not start: "),
    });
  });

  test("has nothing to do where nothing is declared", async () => {
    expect(await printed("exit 1", { completions: {} })).toEqual(new Map());
  });

  test("an archive has the texts of the apps in it, for everyone to read", async () => {
    const root = tempFolder();
    const sample = await sampleRelease(root);
    const path = writeTool(root, 'echo ".TH $1$2"');
    const sha256s = new Map([
      ["build/linux-x64/tool", await sha256File(path)],
      ["build/linux-x64/tool-helper", await sha256File(`${path}-helper`)],
    ]);
    const executables = sample.built.executables.map((entry) => ({
      ...entry,
      sha256: sha256s.get(entry.file) ?? entry.sha256,
    }));
    const plan = planOf(root);
    await assemble({ ...sample, plan, built: { ...sample.built, executables } }, sample.env);
    const packed = async (file: string): Promise<readonly string[]> => {
      const entries = await readArchive(join(sample.folder, file), { maxEntryBytes: 1e6, maxEntries: 100 });
      return entries.map(({ name, mode }) => `${mode.toString(8)} ${name.split("/").slice(1).join("/")}`);
    };
    const texts = ["_tool", "tool.bash", "tool.fish", "tool.ps1"].map((name) => `644 completions/${name}`);
    expect(await packed("tool-windows-x64.zip")).toEqual([
      "755 ",
      "644 README.md",
      "644 THIRD-PARTY-LICENSES",
      "755 completions",
      ...texts,
      "755 man",
      "644 man/tool.1",
      "755 tool.exe",
    ]);
    expect(await packed("tool-linux-arm64.tar.gz")).toEqual([
      "755 ",
      "644 README.md",
      "644 THIRD-PARTY-LICENSES",
      "755 completions",
      ...texts,
      "755 man",
      "644 man/tool-helper.1",
      "644 man/tool.1",
      "755 tool",
      "755 tool-helper",
    ]);
  });
});

describe("expectPrinters()", () => {
  test("names the apps of which nothing runs here", async () => {
    const config = sampleConfig("/project");
    const apps = config.apps.map((app) => ({ ...app, ...ALL, targets: ["windows-x64" as const] }));
    const options = { sources: SAMPLE_SOURCES, snapshot: false } as const;
    const plan = planRelease({ ...config, apps }, { ...options, host: "linux-x64" });
    const fault = await caught(() => expectPrinters(plan));
    expect(fault).toMatchObject({ code: "text-unprintable", exitCode: 4 });
    expect(fault.message).toContain('of "tool", "tool-helper": no executable of the release runs on this');
    expectPrinters(planRelease({ ...config, apps }, { ...options, host: "windows-x64" }));
  });

  test("takes a universal executable where there is no own one", () => {
    const config = sampleConfig("/project");
    const apps = config.apps.map((app) => ({ ...app, ...MAN, targets: ["darwin-universal" as const] }));
    const options = { sources: SAMPLE_SOURCES, snapshot: false } as const;
    const { texts: planned } = planRelease({ ...config, apps }, { ...options, host: "darwin-arm64" });
    expect(planned.map(({ from }) => from)).toEqual([
      "build/darwin-universal/tool",
      "build/darwin-universal/tool-helper",
    ]);
  });
});
