/** Says by how many bytes the first file is larger than the second: `bun size.ts <file> <file>`. */

import { statSync } from "node:fs";

const [larger = "", smaller = ""] = process.argv.slice(2);
process.stdout.write(`size-bytes ${statSync(larger).size - statSync(smaller).size}\n`);
