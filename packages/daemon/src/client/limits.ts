/** What a client reads of an output file at once, and the most it hands on in one piece. */
export const CLIENT_LIMITS = {
  readBytes: 524_288,
  pieceBytes: 131_072,
} as const;
