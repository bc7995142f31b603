/**
 * Reads what the audits of package managers answer. There are four forms of it; an answer of any other form is none,
 * since an advisory that is overlooked is worse than an error.
 */

import { LIMITS } from "../limits.ts";
import { type JsonObject, lineOf, objectOf, parseObject } from "../package-json.ts";
import type { Advisory } from "./advisory.ts";
import type { PackageManager } from "./package-manager.ts";

type Keys = Readonly<Record<keyof Advisory, readonly string[]>>;

/** What each form calls the parts of an advisory; the first key that is there counts. */
const KEYS: Keys = {
  package: ["name", "module_name"],
  range: ["range", "vulnerable_versions"],
  severity: ["severity"],
  title: ["title"],
  url: ["url"],
};
const YARN_KEYS: Keys = {
  package: [],
  range: ["Vulnerable Versions"],
  severity: ["Severity"],
  title: ["Issue"],
  url: ["URL"],
};

/** The advisories of an answer, each once; undefined where it is no answer. */
export function parseAudit(manager: PackageManager, text: string): readonly Advisory[] | undefined {
  const found = advisoriesIn(manager, text);
  if (found === undefined || found.length > LIMITS.advisories) return undefined;
  const unique = new Map<string, Advisory>();
  for (const advisory of found) {
    if (advisory === undefined) return undefined;
    unique.set(JSON.stringify(advisory), advisory);
  }
  return [...unique.values()];
}

/** An answer's own words about why there is none. */
export function auditError(text: string): string | undefined {
  const answer = parseObject(text);
  const error = answer?.get("error");
  const said = [
    answer?.get("message"),
    objectOf(error)?.get("summary"),
    objectOf(error)?.get("message"),
    error,
  ];
  return said.map((one) => lineOf(one, LIMITS.lineCharacters)).find((line) => line !== null) ?? undefined;
}

type Found = readonly (Advisory | undefined)[];

function advisoriesIn(manager: PackageManager, text: string): Found | undefined {
  const answer = parseObject(text);
  if (answer === undefined) return manager === "yarn" ? fromLines(text) : undefined;
  if (answer.has("error")) return undefined;
  if (answer.has("vulnerabilities")) return fromReport(answer.get("vulnerabilities"));
  if (answer.has("advisories")) return fromValues(answer.get("advisories"));
  switch (manager) {
    case "bun":
      return fromLists(answer);
    case "yarn":
      return fromLines(text);
    case "npm":
    case "pnpm":
      return undefined;
  }
}

/** bun: the registry's own answer, lists of advisories by package. */
function fromLists(answer: JsonObject): Found {
  return [...answer].flatMap(([name, list]) =>
    Array.isArray(list) ? list.map((one) => advisoryOf(objectOf(one), { keys: KEYS, name })) : [undefined],
  );
}

/** npm 7 and newer: packages, each with its own advisories, and names of packages it is affected through. */
function fromReport(value: unknown): Found | undefined {
  const packages = objectOf(value);
  if (packages === undefined) return undefined;
  return [...packages].flatMap(([name, one]) => {
    const via = objectOf(one)?.get("via");
    if (!Array.isArray(via)) return [undefined];
    return via
      .filter((cause) => typeof cause !== "string")
      .map((cause) => advisoryOf(objectOf(cause), { keys: KEYS, name }));
  });
}

/** pnpm, and Yarn 2 and 3: advisories by number. */
function fromValues(value: unknown): Found | undefined {
  const advisories = objectOf(value);
  if (advisories === undefined) return undefined;
  return [...advisories.values()].map((one) => advisoryOf(objectOf(one), { keys: KEYS, name: undefined }));
}

/** Yarn 4: one object a line. */
function fromLines(text: string): Found {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const object = parseObject(line);
      const name = object?.get("value");
      return advisoryOf(objectOf(object?.get("children")), {
        keys: YARN_KEYS,
        name: typeof name === "string" ? name : undefined,
      });
    });
}

function advisoryOf(
  object: JsonObject | undefined,
  options: { readonly keys: Keys; readonly name: string | undefined },
): Advisory | undefined {
  const { keys } = options;
  const read = (key: keyof Advisory): string | null => {
    const name = keys[key].find((candidate) => object?.has(candidate));
    return name === undefined ? null : lineOf(object?.get(name), LIMITS.lineCharacters);
  };
  const name = read("package") ?? options.name;
  const range = read("range");
  if (name === undefined || range === null) return undefined;
  return {
    package: name,
    range,
    severity: read("severity") ?? "unknown",
    title: read("title") ?? "no title",
    url: read("url") ?? "",
  };
}
