/** Times in tables. */

/** `2026-11-20 08:05:09`, in UTC. */
export function timeText(iso: string): string {
  return iso.slice(0, 19).replace("T", " ");
}
