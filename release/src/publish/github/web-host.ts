/** Where people see what an API tells of. */

/**
 * The origin of the pages: those of `https://api.HOST` (github.com and GHE.com) are at `https://HOST`, those of an
 * Enterprise Server's `https://HOST/api/v3` on the same host (docs.github.com, "Getting started with the REST API").
 */
export function webOrigin(api: string): string {
  const { protocol, host, pathname } = new URL(api);
  return `${protocol}//${pathname === "/" ? host.replace(/^api\./u, "") : host}`;
}
