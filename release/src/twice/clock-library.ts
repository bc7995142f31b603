/** Finds libfaketime, which makes programs see another time. */

import { closeSync, existsSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";

/** Where packages of Linux distributions put it; a folder for the machine may come between. */
const LIBRARY_FOLDERS: readonly string[] = ["/usr/lib", "/usr/lib64", "/usr/local/lib"];
/** The library for programs with threads. */
const CLOCK_LIBRARY = "faketime/libfaketimeMT.so.1";

/** An ELF header as far as the machine (System V gABI, "ELF Header"). */
const HEADER_BYTES = 20;
const MACHINE_AT = 18;

/** The library of this machine; those of others may be installed beside it, and the loader passes over them. */
export function clockLibrary(folders: readonly string[] = LIBRARY_FOLDERS): string | undefined {
  if (process.platform !== "linux") return undefined;
  const own = machineOf(process.execPath);
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => [folder, ...readdirSync(folder).map((name) => join(folder, name))])
    .map((folder) => join(folder, CLOCK_LIBRARY))
    .find((path) => existsSync(path) && machineOf(path).equals(own));
}

function machineOf(path: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, "r");
  try {
    readSync(file, header, 0, HEADER_BYTES, 0);
  } finally {
    closeSync(file);
  }
  return header.subarray(MACHINE_AT);
}
