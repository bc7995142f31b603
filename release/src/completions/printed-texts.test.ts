import { join } from "node:path";

import { type BuildRecord, keepPrinted } from "@slipway/build";
import { sampleApp, sampleEntry } from "@slipway/build/testing";
import type { AppConfig } from "@slipway/config";
import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { assemble } from "../assemble.ts";
import { readArchive } from "../pack/read-archive.ts";
import { planRelease, type ReleasePlan } from "../plan/plan.ts";
import { SAMPLE_SOURCES, sampleConfig, sampleRelease } from "../testing/sample-release.ts";
import { expectPrinters, printedTexts } from "./printed-texts.ts";

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

/** Texts as the build keeps them, each naming its kind. */
function kept(dist: string, texts: Parameters<typeof keepPrinted>[0]): ReturnType<typeof keepPrinted> {
  return keepPrinted(texts, dist);
}

const MAN: Printing = { completions: {}, man: ["man"] };

/** A record in which two executables of an app printed a man page, each its own one. */
function builtOf(dist: string): BuildRecord {
  const man = (text: string, args = ["man"]) => kept(dist, [{ kind: "man", args, text }]);
  return {
    format: 1,
    product: "tool",
    executables: [
      sampleEntry({ app: "tool", target: "linux-x64" }),
      sampleEntry({ app: "tool-helper", target: "linux-arm64", texts: man(".TH HELPER") }),
      sampleEntry({ app: "tool", target: "darwin-arm64", texts: man(".TH MAC") }),
      sampleEntry({ app: "tool", target: "windows-x64", texts: man(".TH WINDOWS") }),
      sampleEntry({ app: "other", target: "windows-x64", texts: man(".TH OTHER", ["--man"]) }),
    ],
  };
}

describe("printedTexts()", () => {
  test("takes what the first of an app's executables printed, which this machine need not run", () => {
    const dist = tempFolder();
    expect(printedTexts(planOf("/project", MAN), { built: builtOf(dist), dist })).toEqual(
      new Map([["man/tool.1", ".TH MAC"]]),
    );
  });

  test.each<readonly [string, Printing, (dist: string) => string]>([
    ["nothing was printed", { completions: { bash: ["completions", "bash"] } }, (dist) => dist],
    ["other arguments were declared", { completions: {}, man: ["--man"] }, (dist) => dist],
    ["the text is gone", MAN, () => tempFolder()],
  ])("names the apps where %s", async (_why, printing, placeOf) => {
    const dist = tempFolder();
    const built = builtOf(dist);
    const plan = planOf("/project", printing);
    const fault = await caught(() => printedTexts(plan, { built, dist: placeOf(dist) }));
    expect(fault).toMatchObject({ code: "text-unprintable", exitCode: 4 });
    expect(fault.message).toContain('of "tool": none of its executables has printed them');
    expect(fault.hint).toContain("slipway build");
  });

  test("an archive has the texts of the apps in it, for everyone to read", async () => {
    const root = tempFolder();
    const sample = await sampleRelease(root);
    const kinds = ["bash", "zsh", "fish", "powershell"] as const;
    const texts = new Map([
      [
        "tool",
        [
          ...kinds.map((kind) => ({ kind, args: ALL.completions[kind] ?? [], text: kind })),
          { kind: "man", args: ["man"], text: ".TH" } as const,
        ],
      ],
      ["tool-helper", [{ kind: "man", args: ["--man"], text: ".Dd" } as const]],
    ]);
    const executables = sample.built.executables.map((entry) =>
      entry.target === "linux-x64"
        ? { ...entry, texts: kept(sample.env.dist, texts.get(entry.app) ?? []) }
        : entry,
    );
    const plan = planOf(root);
    await assemble({ ...sample, plan, built: { ...sample.built, executables } }, sample.env);
    const packed = async (file: string): Promise<readonly string[]> => {
      const entries = await readArchive(join(sample.folder, file), { maxEntryBytes: 1e6, maxEntries: 100 });
      return entries.map(({ name, mode }) => `${mode.toString(8)} ${name.split("/").slice(1).join("/")}`);
    };
    const names = ["_tool", "tool.bash", "tool.fish", "tool.ps1"].map((name) => `644 completions/${name}`);
    expect(await packed("tool-windows-x64.zip")).toEqual([
      "755 ",
      "644 README.md",
      "644 THIRD-PARTY-LICENSES",
      "755 completions",
      ...names,
      "755 man",
      "644 man/tool.1",
      "755 tool.exe",
    ]);
    expect(await packed("tool-linux-arm64.tar.gz")).toEqual([
      "755 ",
      "644 README.md",
      "644 THIRD-PARTY-LICENSES",
      "755 completions",
      ...names,
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
