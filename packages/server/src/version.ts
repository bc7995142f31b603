/** The version of chatty, put into the executable when it is built. */

import { version } from "../package.json";

export const VERSION: string = version;
