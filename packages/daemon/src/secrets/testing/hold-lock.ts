/** A process of its own that takes a lock, says so, and keeps it until it is killed: `hold-lock.ts <path>`. */

import { withLock } from "../with-lock.ts";

await withLock(process.argv[2] ?? "", async () => {
  await Bun.write(Bun.stdout, "held\n");
  await new Promise(() => {
    setInterval(() => {}, 60_000);
  });
});
