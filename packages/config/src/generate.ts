/** Rewrites the files that are made from the schema: `bun run generate`. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { docsFileText } from "./generate-docs.ts";
import { typesFileText } from "./generate-types.ts";
import { schemaFileText } from "./json-schema.ts";

writeFileSync(join(import.meta.dirname, "types.gen.ts"), typesFileText());
writeFileSync(join(import.meta.dirname, "..", "slipway.schema.json"), schemaFileText());
writeFileSync(join(import.meta.dirname, "..", "..", "..", "docs", "configuration.md"), docsFileText());
