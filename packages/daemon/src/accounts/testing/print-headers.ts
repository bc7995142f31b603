/** A process of its own that asks for an account's headers: `print-headers.ts <folder> <providers> <account> <url>`. */

import { createAccounts } from "../accounts.ts";
import { readProviders } from "../provider.ts";

const [folder = "", providers = "", account = "", url = ""] = process.argv.slice(2);
const declared = readProviders(JSON.parse(providers), "the argument");
const accounts = createAccounts({ folder, providers: async () => declared });
await Bun.write(Bun.stdout, JSON.stringify(await accounts.authorize(account, { url })));
