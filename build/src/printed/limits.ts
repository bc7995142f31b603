/** What printing a completion or a man page may take. */

/** As long as a smoke run may take where nothing else is said. */
export const PRINT_TIMEOUT_MS = 30_000;

/** A hundred times what large tools have. */
export const MAX_PRINTED_BYTES: number = 4 * 1024 * 1024;
