/** Writes little-endian fields at offsets. */

/** Values by their offset. */
export type Fields<Value> = Readonly<Record<number, Value>>;

export function set16(view: DataView, fields: Fields<number>): void {
  for (const [at, value] of Object.entries(fields)) view.setUint16(Number(at), value, true);
}

export function set32(view: DataView, fields: Fields<number>): void {
  for (const [at, value] of Object.entries(fields)) view.setUint32(Number(at), value, true);
}

export function set64(view: DataView, fields: Fields<number>): void {
  for (const [at, value] of Object.entries(fields)) view.setBigUint64(Number(at), BigInt(value), true);
}

export function text(file: Uint8Array, fields: Fields<string>): void {
  for (const [at, value] of Object.entries(fields)) file.set(new TextEncoder().encode(value), Number(at));
}

export function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  set64(new DataView(bytes.buffer), { 0: value });
  return bytes;
}

export function aligned(at: number): number {
  return Math.ceil(at / 8) * 8;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
