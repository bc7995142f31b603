/**
 * A GitHub on loopback in a process of its own: `bun serve-github.ts [commit…]`. It says where it is in a line of JSON,
 * and ends with its standard input.
 */

import { stdin, stdout } from "node:process";

import { GITHUB_TOKEN, githubServer } from "@slipway/testkit";

const server = await githubServer({ repositories: ["octo/app"] });
for (const sha of process.argv.slice(2)) server.repository("octo/app").push("main", { sha });
stdout.write(`${JSON.stringify({ apiUrl: server.apiUrl, webUrl: server.webUrl, token: GITHUB_TOKEN })}\n`);
stdin.resume();
stdin.once("end", () => void server.close());
