/** Addresses in ASCII: Windows PowerShell 5.1 takes some bytes of UTF-8 for quotes. */

/** The same address with nothing but ASCII in it; {version} and {file} stay. */
export function asciiAddress(address: string): string {
  return new URL(address).href.replaceAll(/%7B(version|file)%7D/gu, "{$1}");
}
