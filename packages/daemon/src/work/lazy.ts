/** Something that is made when it is first asked for. */

export type Lazy<T> = {
  /** Makes it, once; after a failure the next call tries again. */
  readonly get: () => Promise<T>;
  /** What is there or being made; undefined when nobody has asked. */
  readonly begun: () => Promise<T> | undefined;
};

export function lazy<T>(make: () => Promise<T>): Lazy<T> {
  let made: Promise<T> | undefined;
  function get(): Promise<T> {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  }
  return { get, begun: () => made };
}
