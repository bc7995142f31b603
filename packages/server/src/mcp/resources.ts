/** What chatty has to read: its configuration, its history, and each run with its output. */

import { faultData } from "@slipway/fault";
import { ResourceNotFoundError } from "@modelcontextprotocol/server";

import { asFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { asProtocolError } from "./protocol-error.ts";
import { runContents, runUri, TEMPLATES } from "./run-contents.ts";

import type {
  ListResourcesResult,
  ListResourceTemplatesResult,
  ReadResourceRequest,
  ReadResourceResult,
  Resource,
} from "@modelcontextprotocol/server";
import type { Subject } from "./subject.ts";

export type ResourceReader = {
  readonly list: () => Promise<ListResourcesResult>;
  readonly templates: () => ListResourceTemplatesResult;
  readonly read: (request: ReadResourceRequest) => Promise<ReadResourceResult>;
};

const CONFIGURATION: Resource = {
  uri: "chatty://configuration",
  name: "configuration",
  description: "The commands and prompts there are, and what is wrong with the configuration file",
  mimeType: "application/json",
};

const HISTORY: Resource = {
  uri: "chatty://history",
  name: "history",
  description: "The last runs, newest first",
  mimeType: "application/json",
};

const RUN_URI = /^chatty:\/\/runs\/([0-9a-z-]{1,64})(#output)?$/u;

export function resourceReader(subject: Subject): ResourceReader {
  /** Without runs where the history cannot be read: the others can. */
  async function list(): Promise<ListResourcesResult> {
    const runs = await listedRuns().catch((error: unknown) => {
      subject.log("warn", "The runs cannot be listed", { says: asFault(error).message });
      return [];
    });
    return { resources: [CONFIGURATION, HISTORY, ...runs] };
  }

  /** None before a run or the history was asked for: hosts ask for this list at their start, and no daemon starts for that. */
  async function listedRuns(): Promise<readonly Resource[]> {
    const opened = subject.openedRunner();
    if (opened === undefined) return [];
    const { runs } = await (await opened).history({ limit: LIMITS.listedRuns });
    return runs.map(({ id, command, state, started_at }): Resource => {
      return {
        uri: runUri(id),
        name: id,
        title: `${command}, ${state}, ${started_at}`,
        mimeType: "application/json",
      };
    });
  }

  async function textOf(uri: string): Promise<ReadResourceResult> {
    if (uri === CONFIGURATION.uri) return json(uri, configurationView(subject));
    if (uri === HISTORY.uri) {
      return json(uri, await (await subject.runner()).history({ limit: LIMITS.listedRuns }));
    }
    const [, id, part] = RUN_URI.exec(uri) ?? [];
    if (id === undefined) throw new ResourceNotFoundError(uri);
    const contents = await runContents(await subject.runner(), id);
    return { contents: part === undefined ? contents : contents.filter((content) => content.uri === uri) };
  }

  return {
    list,
    templates: () => ({ resourceTemplates: [...TEMPLATES] }),
    read: ({ params: { uri } }) => {
      return textOf(uri).catch((error: unknown) => Promise.reject(asProtocolError(error, { uri })));
    },
  };
}

function json(uri: string, value: unknown): ReadResourceResult {
  return { contents: [{ uri, mimeType: "application/json", text: JSON.stringify(value, null, 2) }] };
}

/** Without what commands do: headers and variables may hold secrets, and no model needs them. */
function configurationView({ config }: Subject): unknown {
  const { path, isThere, commands, prompts } = config.current();
  const problem = config.problem();
  return {
    file: path,
    exists: isThere,
    problem: problem === undefined ? null : faultData(problem),
    commands: commands.map(({ name, description, readOnly, does, origin }) => {
      return { name, description, read_only: readOnly, kind: does.kind, origin };
    }),
    prompts: prompts.map(({ name, description }) => ({ name, description })),
  };
}
