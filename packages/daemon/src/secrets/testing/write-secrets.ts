/** A process of its own that writes secrets: `write-secrets.ts <folder> <prefix> <count>`. Says which are written. */

import { openSecrets } from "../open-secrets.ts";

const [folder = "", prefix = "", count = "0"] = process.argv.slice(2);
const store = await openSecrets({ folder });
for (let index = 0; index < Number(count); index++) {
  // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other, as a daemon does
  await store.set(`${prefix}-${index}`, `value-${prefix}-${index}`);
  // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other, as a daemon does
  await Bun.write(Bun.stdout, `${prefix}-${index}\n`);
}
