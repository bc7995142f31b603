/** The published schema of CycloneDX 1.6, as the library ships it. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import formats from "ajv-formats";

const FOLDER = fileURLToPath(
  new URL("res/schema/", import.meta.resolve("@cyclonedx/cyclonedx-library/package.json")),
);
/** Schemas that the main one refers to by these names. */
const PARTS = ["spdx", "jsf-0.82", "cryptography-defs"] as const;

const validate = compiledSchema();

/** What the schema objects to, one line each; empty for a valid document. */
export function schemaProblems(text: string): readonly string[] {
  return validate(JSON.parse(text)) ? [] : (validate.errors ?? []).map(problemText);
}

function compiledSchema(): ValidateFunction {
  const schemas = PARTS.map((part) => ({
    ...readSchema(part),
    $id: `http://cyclonedx.org/schema/${part}.SNAPSHOT.schema.json`,
  }));
  const ajv = new Ajv({ allErrors: true, strict: false, schemas });
  formats(ajv);
  // Formats that no plugin checks well; what they are about is checked where it is made.
  ajv.addFormat("iri-reference", true);
  ajv.addFormat("idn-email", true);
  return ajv.compile(readSchema("bom-1.6"));
}

function readSchema(name: string): object {
  const schema: object = JSON.parse(readFileSync(join(FOLDER, `${name}.SNAPSHOT.schema.json`), "utf8"));
  return schema;
}

function problemText({ instancePath, message = "does not hold" }: ErrorObject): string {
  return `${instancePath}: ${message}`;
}
