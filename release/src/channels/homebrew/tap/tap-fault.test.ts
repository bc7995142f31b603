import { expect, test } from "vitest";

import { tapFault } from "./tap-fault.ts";

test.each([
  [
    "tap-protected",
    "! abc:refs/heads/main [remote rejected] (protected branch hook declined)",
    "remote: error: GH006: Protected branch update failed for refs/heads/main.",
  ],
  ["tap-protected", "! [remote rejected] main -> main (pre-receive hook declined)"],
  ["tap-busy", "! abc:refs/heads/main [rejected] (fetch first)", "hint: Updates were rejected"],
  ["tap-busy", "! abc:refs/heads/main [rejected] (non-fast-forward)"],
  ["tap-busy", "! abc:refs/heads/main [remote rejected] (cannot lock ref 'refs/heads/main')"],
  ["tap-refused", "remote: Permission to octo/homebrew-tap.git denied to github-actions[bot]."],
  ["tap-refused", "remote: Write access to repository not granted."],
  ["tap-refused", "remote: This repository was archived so it is read-only."],
  ["tap-refused", "fatal: could not read Username for 'https://github.com': terminal prompts disabled"],
  ["tap-refused", "remote: Invalid username or token.", "fatal: Authentication failed for 'https://…'"],
  [
    "tap-refused",
    "git@github.com: Permission denied (publickey).",
    "fatal: Could not read from remote repository.",
  ],
  ["tap-refused", "Host key verification failed.", "fatal: Could not read from remote repository."],
  [
    "tap-missing",
    "remote: Repository not found.",
    "fatal: repository 'https://github.com/a/b.git/' not found",
  ],
  ["tap-missing", "ERROR: Repository not found.", "fatal: Could not read from remote repository."],
  ["tap-missing", "fatal: unable to access 'https://…': The requested URL returned error: 301"],
  ["tap-unreachable", "fatal: unable to access 'https://…': Could not resolve host: github.com"],
  ["tap-unreachable", "fatal: unable to access 'http://…': Failed to connect: Couldn't connect to server"],
  ["tap-unreachable", "ssh: connect to host github.com port 22: Connection timed out"],
  ["tap-unreachable", "error: RPC failed; HTTP 502 curl 22", "fatal: the remote end hung up unexpectedly"],
  ["tap-failed", "fatal: something else"],
])("tapFault() is %s when git says: %s", (code, ...said) => {
  const fault = tapFault({ label: "octo/homebrew-tap" }, said);
  expect(fault.code).toBe(code);
  expect(fault.details).toEqual(said);
  expect(fault.hint).not.toBe("");
});
