/** Something that was worth telling: level, message, facts. */
export type StoreLog = (
  level: "debug" | "info" | "warn" | "error",
  message: string,
  facts?: Readonly<Record<string, string | number | boolean>>,
) => void;
