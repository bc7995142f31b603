/** `slipway publish` */

import { withLock } from "@slipway/build";
import { publish, type Published, type PublishStep } from "@slipway/release";

import type { Arguments } from "../arguments.ts";
import { bytesText } from "../output/units.ts";
import { withSession } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runPublish(args: Arguments, terminal: Terminal): Promise<void> {
  const dryRun = args.flag("dry-run");
  const takeOver = args.flag("take-over");
  await withSession(args, terminal, async ({ config, sources, env }) => {
    const run = async (): Promise<Published> => publish({ config, sources, dryRun, takeOver }, env);
    const published = await (dryRun ? run() : withLock(env.dist, run));
    if (args.flag("json")) return terminal.result(`${JSON.stringify(published, null, 2)}\n`);
    terminal.result(dryRun ? planText(published) : publishedText(published));
  });
}

function planText({ tag, destination, plan }: Published): string {
  if (plan.length === 0) return `${tag} is published, nothing is to be done: ${destination}\n`;
  const steps = plan.map((step) => `  ${stepText(step)}\n`).join("");
  return `${tag} to ${destination}:\n${steps}Nothing was changed\n`;
}

function stepText({ kind, what, sizeBytes }: PublishStep): string {
  switch (kind) {
    case "create-draft":
      return "make a draft";
    case "claim-draft":
      return "continue the draft of another publisher";
    case "drop-draft":
      return `delete ${what}`;
    case "remove-asset":
      return `remove ${what}, which is not whole`;
    case "upload":
      return `upload ${what} (${bytesText(sizeBytes ?? 0)})`;
    case "publish":
      return "publish the draft";
    case "write-track":
      return `update the track's ${what}`;
  }
}

function publishedText({ tag, files, changes, address, verify }: Published): string {
  const done = changes === 0 ? "was published already" : "is published";
  return `${tag} ${done}: ${files} files at ${address}\nVerify it as a stranger: slipway verify ${verify}\n`;
}
