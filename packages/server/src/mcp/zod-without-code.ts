/**
 * zod makes code of each schema that checks objects, when it is first used. A server for one client uses most of the SDK's
 * schemas once, so that costs more than it gains. Imported before whatever makes schemas.
 */

import * as z from "zod";

z.config({ jitless: true });
