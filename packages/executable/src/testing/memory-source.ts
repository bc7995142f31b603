/** A source over bytes in memory that counts a read outside of them as a bug, not as a fault. */

import { boundedSource, type Source } from "../source.ts";

export function memorySource(content: Uint8Array): Source {
  return boundedSource({
    path: "sample",
    sizeBytes: content.length,
    read: (into, offset) => {
      if (offset < 0 || offset + into.length > content.length) {
        return Promise.reject(new Error(`Read ${into.length} bytes at ${offset} of ${content.length}`));
      }
      into.set(content.subarray(offset, offset + into.length));
      return Promise.resolve(into.length);
    },
  });
}
