/** A thread: answers one call after the other. */

import { parentPort } from "node:worker_threads";

import { type Answer, type Call, failureOf } from "./messages.ts";
import { WHOLE_FILE } from "./whole-file.ts";

parentPort?.on("message", (call: Call) => {
  void answer(call);
});

async function answer(call: Call): Promise<void> {
  parentPort?.postMessage(await answerTo(call), []);
}

async function answerTo(call: Call): Promise<Answer<unknown>> {
  try {
    return { ok: true, output: await outputOf(call) };
  } catch (error) {
    return failureOf(error);
  }
}

function outputOf(call: Call): Promise<unknown> {
  switch (call.kind) {
    case "inspect":
      return WHOLE_FILE.inspect(call.what);
    case "sha256":
      return WHOLE_FILE.sha256(call.what);
    case "signAdHoc":
      return WHOLE_FILE.signAdHoc(call.what);
  }
}
