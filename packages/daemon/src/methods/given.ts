/** What was given of what may be left out. */

/** `T` without members that are there and undefined. */
export type Given<T> = { readonly [Name in keyof T]: Exclude<T[Name], undefined> };

/** The same members, without those that are undefined. */
export function given<T extends object>(members: T): Given<T> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is left has no undefined in it, which `fromEntries` cannot say
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>;
}
