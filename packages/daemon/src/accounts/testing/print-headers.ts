/** A process of its own that asks for an account's headers: `print-headers.ts <folder> <providers> <account> <url>`. */

import { createAccounts } from "../accounts.ts";
import { readProviders } from "../provider.ts";

const [folder = "", providers = "", account = "", url = ""] = process.argv.slice(2);
const accounts = createAccounts({ folder, providers: readProviders(JSON.parse(providers), "the argument") });
await Bun.write(Bun.stdout, JSON.stringify(await accounts.authorize(account, { url })));
