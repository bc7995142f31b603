/** Which chatty this is: what it was released as, and package.json's version in a checkout. */

import { version, versionText } from "@slipway/app";

import { version as inCheckout } from "../package.json";

export const VERSION: string = version ?? inCheckout;

/** With commit and date: what `--version` prints. */
export const VERSION_TEXT: string = versionText({ inCheckout });
