/** Logs in lines: one form for all that chatty consists of. */

export { bugFacts } from "./bug-facts.ts";
export { createLog, type Log, type LogFacts, type LogOptions } from "./log.ts";
export { LOG_LEVELS, type LogLevel, logLevelOf } from "./log-levels.ts";
export { type RotatedFile, rotatedFile, type RotatedFileOptions } from "./rotated-file.ts";
export { type LineSink, type StderrLines, stderrLines } from "./stderr-lines.ts";
