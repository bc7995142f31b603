/** What values of HTTP headers are made of. */

/** RFC 9110, section 5.5: with a line end in it a value would begin a header of its own. */
export function fitsHeader(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/u.test(value);
}
