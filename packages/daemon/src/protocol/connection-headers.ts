/** Which headers a request may not be given. */

/** RFC 9110, sections 7.2 and 7.6.1: headers that belong to the connection, and `host` to the address. In lower case. */
export const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
