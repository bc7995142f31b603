/** What git and servers say, and which fault that is. */

import type { Fault } from "@slipway/fault";

import { channelFault, type ChannelFaultCode } from "../../faults.ts";
import { TAP_TOKEN } from "./tap-environment.ts";

type Place = { readonly label: string };
type Kind = { readonly code: ChannelFaultCode; readonly found: string; readonly hint: string };

const REFUSED: Kind = {
  code: "tap-refused",
  found: "the server takes none of the credentials that there are, wanted ones that may push",
  hint: `Set ${TAP_TOKEN} to a token with "contents: write" on the tap; the token of a workflow reaches its own repository alone. For ssh, see that the key is known there`,
};
const RIGHTS: Kind = {
  ...REFUSED,
  found: "whoever asks may not push to it",
};

/** In this order: the first that fits says what it is. */
const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [
    /protected branch|GH006|GH013|hook declined|not allowed to push|denied by the server's rules|denyCurrentBranch|branch is currently checked out/iu,
    {
      code: "tap-protected",
      found: "the server takes no commit on that branch",
      hint: "Let whoever the credentials belong to push to it, or name another one in channels.homebrew.branch",
    },
  ],
  [
    /\[rejected\]|cannot lock ref|reference already exists|failed to update ref|incorrect old value|stale info/iu,
    {
      code: "tap-busy",
      found: "others push to it at the same time",
      hint: "Publish again; what is published stays as it is",
    },
  ],
  [
    /returned error: 403|permission to .* denied|write access .* not granted|archived so it is read-only/iu,
    RIGHTS,
  ],
  [
    /could not read (?:username|password)|authentication failed|returned error: 401|invalid (?:username|credentials)|permission denied \(|host key verification failed|permission denied, please try again/iu,
    REFUSED,
  ],
  [
    /repository .*not (?:found|exist)|does not appear to be a git repository|returned error: 404|not found:? |does not exist/iu,
    {
      code: "tap-missing",
      found: "there is no such repository, or not for whoever asks",
      hint: `Make it, correct channels.homebrew.tap, or set ${TAP_TOKEN} where it is private`,
    },
  ],
  [
    /returned error: 30\d|redirection/iu,
    {
      code: "tap-missing",
      found: "its server sends us elsewhere, where no token is sent",
      hint: "Name its address as it is now in channels.homebrew.tap",
    },
  ],
  [
    /could ?n[o']t (?:resolve|connect)|connection (?:refused|reset|timed out|closed)|operation timed out|network is unreachable|no route to host|early eof|hung up|unexpected disconnect|empty reply|returned error: (?:429|5\d\d)|rpc failed|\btls\b|\bssl\b|gnutls|could not read from remote/iu,
    {
      code: "tap-unreachable",
      found: "its server cannot be reached",
      hint: "See that the network is there, then publish again",
    },
  ],
];

/** The fault of a git command that failed. */
export function tapFault({ label }: Place, said: readonly string[]): Fault {
  const text = said.join("\n");
  const kind = KINDS.find(([pattern]) => pattern.test(text))?.[1];
  const { code, found, hint } = kind ?? {
    code: "tap-failed",
    found: "git failed",
    hint: "Mend what git says, then publish again",
  };
  return channelFault(code, {
    message: `Cannot push the formula to "${label}": ${found}`,
    details: said,
    hint,
  });
}
