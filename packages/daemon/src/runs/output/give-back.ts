/** Gives memory back before the collector of garbage would. */

/** What is smaller is left to the collector. */
const SMALLEST_BYTES = 16_384;

/**
 * For bytes that nobody needs any more: the collector lets a hundred megabytes of them pile up, and new memory costs
 * more than writing what is in it. Bytes that share their memory with others are left alone.
 */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  const isAlone = byteLength === buffer.byteLength && buffer instanceof ArrayBuffer;
  if (isAlone && byteLength >= SMALLEST_BYTES) buffer.transfer(0);
}
