/** What Windows runs or loads by its name alone. */

/** `PATHEXT`'s own, installers, screen savers, libraries. A script of PowerShell counts where it hides an app's name. */
const PROGRAM = /\.(?:exe|dll|com|bat|cmd|msi|scr)$|^[^/]*\.ps1$/iu;

/** True for the name of a file in an archive, with "/", that is a program on Windows whatever its mode says. */
export function isWindowsProgram(name: string): boolean {
  return PROGRAM.test(name);
}
