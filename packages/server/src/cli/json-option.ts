/** The option `--json`. */

export const JSON_OPTION = { type: "boolean", description: "Print JSON" } as const;
