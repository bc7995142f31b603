/** A program that starts the sidecar of the tests, tells its process id, and waits to be killed. */

import { startSidecar } from "../start-sidecar.ts";
import { FAKE_SIDECAR } from "./fake-sidecar-path.ts";
import { fakeProtocol } from "./fake-protocol.ts";

const [behaviour = "good"] = process.argv.slice(2);

const { current } = await startSidecar("fake-sidecar", {
  protocol: fakeProtocol,
  status: (call, options) => call.get_status({}, options),
  source: FAKE_SIDECAR,
  args: [behaviour],
  limits: { orphanGraceSeconds: 1 },
});
await Bun.write(Bun.stdout, `${current()?.pid}\n`);
setInterval(() => {}, 1000);
