/** Cuts a text that comes in parts into lines. */

/** Takes the parts one after the other and gives the lines that each completes; looks at every part once. */
export function lineCutter(): (part: Uint8Array) => readonly string[] {
  const decoder = new TextDecoder();
  let begun: string[] = [];
  return (part) => {
    const [end = "", ...starts] = decoder.decode(part, { stream: true }).split("\n");
    begun.push(end);
    const last = starts.pop();
    if (last === undefined) return [];
    const lines = [begun.join(""), ...starts];
    begun = [last];
    return lines;
  };
}
