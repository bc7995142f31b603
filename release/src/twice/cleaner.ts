/**
 * Runs in a process of its own and removes a folder when the one that started it is done, however that ended: also
 * killed, since the system then closes the pipe that is standard input here.
 */

import { existsSync, rmSync } from "node:fs";
import { basename } from "node:path";

import { clockRemains } from "./circumstances.ts";
import { SECOND_FOLDER_PREFIX } from "./second-folder.ts";

/** How long what was started may still write after its starter was killed. */
const ATTEMPTS = 20;
const PAUSE_MS = 250;

const [, , folder = ""] = process.argv;
const heard = await Bun.stdin.text();
const processIds = [...heard.matchAll(/^started (\d+)$/gmu)].map(([, id]) => Number(id));
const ended = /^ended$/mu.test(heard);

if (basename(folder).startsWith(SECOND_FOLDER_PREFIX)) {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    remove();
    if (ended && !existsSync(folder)) break;
    await Bun.sleep(PAUSE_MS);
  }
}

function remove(): void {
  try {
    for (const path of [folder, ...processIds.flatMap(clockRemains)]) {
      rmSync(path, { recursive: true, force: true });
    }
  } catch {
    // Something is still being written there: the next attempt finds it.
  }
}
