/** An app with a sidecar, to be compiled: prints what the sidecar answers, or the fault as JSON. */

import { Fault, faultToJson } from "@slipway/fault";

import { startSidecar } from "../start-sidecar.ts";
import { fakeProtocol } from "./fake-protocol.ts";

try {
  const sidecar = await startSidecar("fake-sidecar", {
    protocol: fakeProtocol,
    status: (call, options) => call.get_status({}, options),
  });
  const { text } = await sidecar.call.echo({ text: "hello" });
  await Bun.write(Bun.stdout, JSON.stringify({ text, path: sidecar.current()?.path }));
  await sidecar.stop();
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  await Bun.write(Bun.stdout, JSON.stringify(faultToJson(error)));
}
