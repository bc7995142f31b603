/** Something that is known to be wrong with some versions of a package. */

export type Advisory = {
  readonly package: string;
  /** The versions it is about, as npm writes ranges. */
  readonly range: string;
  readonly severity: string;
  readonly title: string;
  /** Where to read about it; empty when the answer does not say. */
  readonly url: string;
};
