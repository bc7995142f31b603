/**
 * The frames of an output file, one after the other: a byte that says which stream it is of, the number of bytes in
 * little-endian order (4 bytes), and the bytes. Frames end where characters end, so that each can be decoded alone.
 */

/** Bytes that UTF-8 never has, so that a place inside of text is not taken for a frame. */
const MARKS = { stdout: 0xfd, stderr: 0xfe, headers: 0xff } as const;

/** `headers` are those of the answer to a request, one a line, whose body is `stdout`. */
export type OutputStream = keyof typeof MARKS;

export const FRAME_HEADER_BYTES = 5;

export type FrameHeader = { readonly stream: OutputStream; readonly sizeBytes: number };

export function frameHeader({ stream, sizeBytes }: FrameHeader): Uint8Array {
  const header = new Uint8Array(FRAME_HEADER_BYTES);
  header[0] = MARKS[stream];
  new DataView(header.buffer).setUint32(1, sizeBytes, true);
  return header;
}

/** The header at the beginning of `bytes`: "cut" when bytes are missing, "damaged" when it is none. */
export function readFrameHeader(bytes: Uint8Array): FrameHeader | "cut" | "damaged" {
  const [mark] = bytes;
  if (mark === undefined) return "cut";
  const stream = streamOf(mark);
  if (stream === undefined) return "damaged";
  if (bytes.length < FRAME_HEADER_BYTES) return "cut";
  const sizeBytes = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(1, true);
  return { stream, sizeBytes };
}

function streamOf(mark: number): OutputStream | undefined {
  if (mark === MARKS.stdout) return "stdout";
  if (mark === MARKS.stderr) return "stderr";
  return mark === MARKS.headers ? "headers" : undefined;
}
