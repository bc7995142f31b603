/** GitHub's published description of its API as a judge of requests and answers. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Ajv } from "ajv";
import formats from "ajv-formats";

import { deviatingAnswer, withDeviations } from "./deviations.ts";
import { OPERATIONS, type OperationId } from "./operations.ts";
import { closed } from "./closed-schema.ts";

export type Route = {
  readonly operation: OperationId;
  readonly parameters: Readonly<Record<string, string>>;
};

export type RequestParts = {
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The JSON that was sent; undefined when there was none. */
  readonly body: unknown;
};

export type Contract = {
  /** The operation that answers a method at a path without query; undefined when there is none. */
  readonly route: (method: string, path: string) => Route | undefined;
  /** What is wrong with a request: nothing when it is as described. */
  readonly requestErrors: (route: Route, request: RequestParts) => readonly string[];
  /** What is wrong with an answer: a status nobody described, or a body that does not go with it. */
  readonly answerErrors: (
    operation: OperationId,
    answer: { readonly status: number; readonly body?: unknown },
  ) => readonly string[];
};

type Parameter = {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required?: boolean;
  /** The value may contain slashes. */
  readonly multi?: boolean;
  readonly schema: Readonly<Record<string, unknown>>;
};

type Operation = {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body?: { readonly required: boolean; readonly schema?: unknown };
  readonly answers: Readonly<Record<string, { readonly schema?: unknown }>>;
};

type Description = {
  readonly operations: Readonly<Record<OperationId, Operation>>;
  readonly schemas: Readonly<Record<string, unknown>>;
};

/** What is wrong with a value by the schema at a path of the description. */
type Check = (value: unknown, path: readonly string[]) => readonly string[];

let known: Contract | undefined;

/** The contract by this repository's copy of the description, made once per process. */
export function githubContract(): Contract {
  if (known !== undefined) return known;
  const description: Description = JSON.parse(
    readFileSync(join(import.meta.dirname, "openapi.gen.json"), "utf8"),
  );
  const check = checkBy({ ...description, schemas: withDeviations(description.schemas) });
  const routes = OPERATIONS.map((operation) => routeOf(operation, description)).toSorted(
    (a, b) => a.parameterCount - b.parameterCount,
  );
  known = {
    route: (method, path) => {
      for (const route of routes) {
        const found = route.method === method ? route.pattern.exec(path) : null;
        if (found !== null)
          return {
            operation: route.operation,
            parameters: Object.fromEntries(
              Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
            ),
          };
      }
      return undefined;
    },
    requestErrors: (route, request) => [
      ...headerErrors(route, request),
      ...parameterErrors(route, { request, check, description }),
      ...bodyErrors(route, { request, check, description }),
    ],
    answerErrors: (operation, { status, body }) => {
      const described = description.operations[operation].answers[String(status)];
      if (described?.schema !== undefined)
        return check(body, ["operations", operation, "answers", String(status), "schema"]);
      if (described !== undefined) return [];
      const errors = deviatingAnswer(operation, status).map((name) => check(body, ["schemas", name]));
      if (errors.some((found) => found.length === 0)) return [];
      return errors[0] ?? [`status ${status} is not among the described ones`];
    },
  };
  return known;
}

function routeOf(operation: OperationId, { operations }: Description): RouteMatcher {
  const { method, path, parameters } = operations[operation];
  const names = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name = ""]) => name);
  const pattern = path.replaceAll(/\{(\w+)\}/gu, (_, name: string) => {
    const multi = parameters.some((parameter) => parameter.name === name && parameter.multi === true);
    return `(?<${name}>${multi ? ".+" : "[^/]+"})`;
  });
  return {
    operation,
    method: method.toUpperCase(),
    pattern: new RegExp(`^${pattern}$`, "u"),
    parameterCount: names.length,
  };
}

type RouteMatcher = {
  readonly operation: OperationId;
  readonly method: string;
  readonly pattern: RegExp;
  /** A path with fewer of them is the more exact one: `releases/latest` before `releases/{release_id}`. */
  readonly parameterCount: number;
};

function checkBy(description: Description): Check {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats(ajv);
  ajv.addSchema(closed(description), "github");
  return (value, path) => {
    const pointer = path.map((key) => key.replaceAll("~", "~0").replaceAll("/", "~1")).join("/");
    const validate = ajv.getSchema(`github#/${pointer}`);
    if (validate === undefined) throw new Error(`Cannot find the schema at "${pointer}"`);
    if (validate(value) === true) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message ?? ""} ${JSON.stringify(params)}`,
    );
  };
}

/** GitHub refuses requests that do not say who they are from, and uploads that say neither size nor type. */
function headerErrors({ operation }: Route, { headers, body }: RequestParts): readonly string[] {
  const wanted =
    operation === "repos/upload-release-asset"
      ? ["user-agent", "content-length", "content-type"]
      : ["user-agent"];
  const missing = wanted.filter((name) => headers[name] === undefined);
  const type = String(headers["content-type"] ?? "");
  const notJson = body !== undefined && !type.startsWith("application/json");
  return [
    ...missing.map((name) => `header "${name}" is missing`),
    ...(notJson ? [`JSON is sent as "${type}"`] : []),
  ];
}

type Judged = {
  readonly request: RequestParts;
  readonly check: Check;
  readonly description: Description;
};

function parameterErrors(
  { operation, parameters }: Route,
  { request, check, description }: Judged,
): string[] {
  const described = description.operations[operation].parameters;
  const unknown = [...request.query.keys()].filter(
    (name) => !described.some((parameter) => parameter.in === "query" && parameter.name === name),
  );
  return [
    ...unknown.map((name) => `query "${name}" is unknown`),
    ...described.flatMap((parameter, index) => {
      const { name, schema, required } = parameter;
      const text = parameter.in === "path" ? parameters[name] : (request.query.get(name) ?? undefined);
      if (text === undefined) return required === true ? [`${parameter.in} "${name}" is missing`] : [];
      const value = schema["type"] === "integer" && /^\d+$/u.test(text) ? Number(text) : text;
      const path = ["operations", operation, "parameters", String(index), "schema"];
      return check(value, path).map((error) => `${parameter.in} "${name}"${error}`);
    }),
  ];
}

function bodyErrors({ operation }: Route, { request, check, description }: Judged): readonly string[] {
  const { body } = description.operations[operation];
  if (request.body === undefined) return body?.required === true ? ["the body is missing"] : [];
  if (body?.schema === undefined) return ["a body is sent where none is described"];
  return check(request.body, ["operations", operation, "body", "schema"]).map((error) => `body${error}`);
}
