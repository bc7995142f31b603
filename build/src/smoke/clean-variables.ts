/** The environment of a run that must go as on any user's machine. */

type Variables = Readonly<Record<string, string | undefined>>;

/** What is kept of the user's: where programs are, and where Windows is. */
const KEPT = ["PATH", "Path", "SystemRoot", "SYSTEMROOT", "windir"];

/** Nothing of `inherited` but where programs are; absolute paths of folders as the home and for temporary files. */
export function cleanVariables(
  inherited: Variables,
  folders: { readonly home: string; readonly temporary: string },
): Variables {
  const kept = Object.fromEntries(
    KEPT.flatMap((name) => (name in inherited ? [[name, inherited[name]]] : [])),
  );
  const { home, temporary } = folders;
  return { ...kept, HOME: home, USERPROFILE: home, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
}
