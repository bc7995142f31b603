/** Everything that the daemon's arguments can ask for. */

import { versionText } from "@slipway/app";

import { version as inCheckout } from "../package.json";
import { readCommandLine } from "./command-line.ts";
import { daemonFault, stdioFailed } from "./faults.ts";
import { FACTS } from "./own-facts.ts";
import { logTo, ownLog, PLACE, stopController, surviveBugs, told } from "./own-process.ts";

/** @throws Fault, of whatever was asked for */
export async function perform(argv: readonly string[]): Promise<void> {
  const idle = process.env["CHATTY_IDLE"];
  const commandLine = readCommandLine(argv, {
    version: FACTS.version,
    versionText: versionText({ inCheckout }),
    idle,
  });
  switch (commandLine.kind) {
    case "socket":
      return commandLine.detach ? detached(commandLine.idleMs) : shared(commandLine.idleMs);
    case "print":
      return print(commandLine.text);
    case "refuse":
      throw daemonFault("bad-arguments", { message: commandLine.found, hint: commandLine.hint });
  }
}

async function shared(idleMs: number): Promise<void> {
  surviveBugs();
  const log = ownLog();
  const { runShared } = await import("./socket/run-shared.ts");
  await runShared({ ...PLACE, idleMs, facts: FACTS, log, logTo, stop: stopController() });
  await told();
}

async function detached(idleMs: number): Promise<void> {
  const { startDetached } = await import("./socket/start-detached.ts");
  const program = Bun.isStandaloneExecutable ? [process.execPath] : [process.execPath, Bun.main];
  await print(`${JSON.stringify(await startDetached({ ...PLACE, program, idleMs }))}\n`);
}

async function print(text: string): Promise<void> {
  try {
    await Bun.write(Bun.stdout, text);
  } catch (cause) {
    throw stdioFailed(cause);
  }
}
