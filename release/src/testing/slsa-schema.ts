/**
 * The published structure of an SLSA provenance statement, as a JSON schema: statement and resource descriptor of
 * in-toto's attestation framework v1, predicate of SLSA's provenance v1. Both are published as protocol buffers, whose
 * JSON form knows no other fields; what must be there is what in-toto's own validators demand.
 */

import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";

const TEXT = { type: "string" };
const TEXTS = { type: "object", additionalProperties: TEXT };
const ANY_OBJECT = { type: "object" };
const TYPE_URI = { type: "string", format: "uri" };
const TIMESTAMP = { type: "string", format: "date-time", pattern: "Z$" };

const RESOURCE = message({
  name: TEXT,
  uri: { type: "string", format: "uri" },
  digest: {
    ...TEXTS,
    minProperties: 1,
    properties: {
      sha256: { type: "string", pattern: "^[0-9a-f]{64}$" },
      gitCommit: { type: "string", pattern: "^([0-9a-f]{40}|[0-9a-f]{64})$" },
    },
  },
  content: TEXT,
  downloadLocation: TEXT,
  mediaType: TEXT,
  annotations: ANY_OBJECT,
});
const RESOURCES = { type: "array", items: { ...RESOURCE, minProperties: 1 } };

const STATEMENT = message(
  {
    _type: { const: "https://in-toto.io/Statement/v1" },
    subject: { type: "array", minItems: 1, items: { ...RESOURCE, required: ["digest"] } },
    predicateType: { const: "https://slsa.dev/provenance/v1" },
    predicate: message(
      {
        buildDefinition: message(
          {
            buildType: TYPE_URI,
            externalParameters: { ...ANY_OBJECT, minProperties: 1 },
            internalParameters: ANY_OBJECT,
            resolvedDependencies: RESOURCES,
          },
          ["buildType", "externalParameters"],
        ),
        runDetails: message(
          {
            builder: message({ id: TYPE_URI, version: TEXTS, builderDependencies: RESOURCES }, ["id"]),
            metadata: message({ invocationId: TEXT, startedOn: TIMESTAMP, finishedOn: TIMESTAMP }),
            byproducts: RESOURCES,
          },
          ["builder"],
        ),
      },
      ["buildDefinition", "runDetails"],
    ),
  },
  ["_type", "subject", "predicateType", "predicate"],
);

const validate = compiledSchema();

/** What the structure objects to, one line each; empty for a valid statement. */
export function statementProblems(text: string): readonly string[] {
  if (validate(JSON.parse(text))) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message: state = "does not hold" }) => `${instancePath}: ${state}`,
  );
}

function message(properties: Readonly<Record<string, unknown>>, required: readonly string[] = []): object {
  return { type: "object", properties, required, additionalProperties: false };
}

function compiledSchema(): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, strict: false });
  formats(ajv);
  return ajv.compile(STATEMENT);
}
