/** The table of built-in commands, by name. */

import { about } from "./about.ts";
import { hash } from "./hash.ts";
import { time } from "./time.ts";
import { uuid } from "./uuid.ts";

import type { Command } from "./command.ts";

export const BUILT_IN: readonly Command[] = [about, hash, time, uuid];
