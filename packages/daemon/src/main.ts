/** chatty-daemon. Whatever is not needed for the first answer to an owner is loaded after it. */

import { firstAnswer } from "./first-answer.ts";
import { plainStatus } from "./methods/plain-status.ts";
import { OWNED_FACTS } from "./own-facts.ts";
import { ownerStreams } from "./owner-streams.ts";

process.exit(await main(process.argv.slice(2)));

async function main(argv: readonly string[]): Promise<number> {
  try {
    if (argv.length === 0) await serveStandardStreams();
    else await (await import("./perform.ts")).perform(argv);
    return 0;
  } catch (error) {
    return (await import("./last-words.ts")).lastWords(error);
  }
}

async function serveStandardStreams(): Promise<void> {
  // Who will refuse to go on answers nothing before.
  if ((process.env["CHATTY_LOG_LEVEL"] ?? "") !== "") {
    (await import("./log/log-levels.ts")).logLevelOf(process.env);
  }
  let streams;
  let first;
  try {
    streams = ownerStreams();
    first = await firstAnswer(streams, () => plainStatus({ facts: OWNED_FACTS, work: { running: () => 0 } }));
  } catch (error) {
    throw (await import("./faults.ts")).stdioFailed(error);
  }
  await (await import("./serve-owner.ts")).serveOwner(streams, first);
}
