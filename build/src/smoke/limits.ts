/** What smoke runs may take. */

/** How much longer than on its own system a run may take under an emulator. */
export const EMULATED_TIME_FACTOR = 10;

/** How often a run is begun again after its emulator broke down; what breaks down each time fails. */
export const MAX_REPEATS = 2;

/** How long an emulator may take to say its version, in milliseconds. */
export const VERSION_TIMEOUT_MS: number = 20_000;

/** What is kept of an MCP server's standard error, in characters. */
export const MAX_KEPT_ERRORS_LENGTH: number = 64 * 1024;

/** How much of one MCP message, or of the names of tools, a fault shows, in characters. */
export const MAX_SHOWN_MESSAGE_LENGTH = 160;

/** How many of the first lines of a long output a fault shows. */
export const SHOWN_FIRST_LINES = 4;

/** How many of the last lines a fault shows. */
export const SHOWN_LINES = 8;

/** How much an MCP server may write to standard output until it has listed its tools. */
export const MAX_TALK_BYTES: number = 32 * 1024 * 1024;

/** How many pages a list of tools may have. */
export const MAX_PAGES = 100;

/** How many tools an MCP server may have. */
export const MAX_TOOLS = 10_000;

/** How long an ended server's standard error may stay open, when something out of reach holds it, in milliseconds. */
export const STOP_GRACE_MS = 1000;
