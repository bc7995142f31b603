/** Package URLs: how a package is called in every ecosystem's tools. */

/** `pkg:npm/%40scope/name@version` (the purl specification, type npm: the scope is the namespace). */
export function npmPurl(pack: { readonly name: string; readonly version: string | null }): string {
  const path = pack.name.split("/").map(encodeURIComponent).join("/");
  return `pkg:npm/${path}${pack.version === null ? "" : `@${encodeURIComponent(pack.version)}`}`;
}
