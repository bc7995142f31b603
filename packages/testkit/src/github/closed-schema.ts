/** Schemas that let nothing through that they do not name. */

/**
 * A copy in which every object with properties refuses others, unless it says itself what others may be. GitHub
 * ignores them in requests, which hides misspelt names; in answers they would be things GitHub never says. Where one
 * of several schemas has to fit, more than one may: the description's alternatives overlap, as errors do that have no
 * required member.
 */
export function closed(schema: unknown): object {
  const copy = structuredClone(schema);
  if (typeof copy !== "object" || copy === null) throw new TypeError("A schema is an object");
  close(copy);
  return copy;
}

function close(node: object): void {
  if (
    Reflect.has(node, "properties") &&
    Reflect.has(node, "type") &&
    !Reflect.has(node, "additionalProperties") &&
    !Reflect.has(node, "allOf")
  )
    Reflect.set(node, "additionalProperties", false);
  if (Reflect.has(node, "oneOf") && Array.isArray(Reflect.get(node, "oneOf"))) {
    Reflect.set(node, "anyOf", Reflect.get(node, "oneOf"));
    Reflect.deleteProperty(node, "oneOf");
  }
  for (const child of Object.values(node)) if (typeof child === "object" && child !== null) close(child);
}
