/** Rewrites the file that is made from the schema: `bun run generate`. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { schemaFileText } from "./json-schema.ts";

writeFileSync(join(import.meta.dirname, "..", "..", "chatty.schema.json"), schemaFileText());
