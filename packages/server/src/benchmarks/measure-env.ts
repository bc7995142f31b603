/** What measured programs get. */
export type MeasureEnv = {
  /** All that they get: nothing of the user's own. */
  readonly variables: Readonly<Record<string, string>>;
};
