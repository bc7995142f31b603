/** Which addresses are asked for files: encrypted ones, and anything on this machine. */

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

/** Why an address is not asked, e.g. `it is not encrypted`; undefined when nothing is wrong with it. */
export function addressProblem(address: URL): string | undefined {
  const { protocol, username, password } = address;
  if (username !== "" || password !== "") return "it has a name or a password in it";
  if (protocol === "https:" || (protocol === "http:" && isLoopback(address))) return undefined;
  return protocol === "http:" ? "it is not encrypted" : `it begins with "${protocol}"`;
}

/** The same of where a server redirects to: no server elsewhere sends us to what listens on this machine. */
export function redirectProblem(from: URL, to: URL): string | undefined {
  if (isLoopback(to) && !isLoopback(from)) return "it is on this machine";
  return addressProblem(to);
}

function isLoopback({ hostname }: URL): boolean {
  return LOOPBACK.test(hostname);
}
