/** `slipway publish` */

import { withLock } from "@slipway/build";
import { publish, type Published, type PublishStep } from "@slipway/release";

import type { Arguments } from "../arguments.ts";
import { bytesText } from "../output/units.ts";
import { verificationText } from "../output/verification-text.ts";
import { withSession } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runPublish(args: Arguments, terminal: Terminal): Promise<void> {
  const dryRun = args.flag("dry-run");
  const flags = {
    dryRun,
    isDraftOnly: args.flag("draft"),
    takeOver: args.flag("take-over"),
  };
  await withSession(args, terminal, async ({ config, sources, env }) => {
    const run = async (): Promise<Published> => publish({ config, sources, ...flags }, env);
    const published = await (dryRun ? run() : withLock(env.dist, run));
    if (args.flag("json")) return terminal.result(`${JSON.stringify(published, null, 2)}\n`);
    terminal.result(dryRun ? planText(published) : publishedText(published));
  });
}

function planText({ tag, destination, plan, isPublished, channels, downloads }: Published): string {
  if (plan.length === 0)
    return `${tag} is ${isPublished ? "published" : "a whole draft"}, nothing is to be done: ${destination}\n${channelsText(channels)}`;
  const steps = plan.map((step) => `  ${stepText(step)}\n`).join("");
  const unchanged = channelsText(channels.filter(({ kind }) => kind === "nothing"));
  const address = downloads === undefined ? "" : `Its files name ${downloads} as where people get them\n`;
  return `${tag} to ${destination}:\n${steps}${unchanged}${address}Nothing was changed\n`;
}

/** One line a channel. */
function channelsText(channels: Published["channels"]): string {
  return channels
    .map((channel) => {
      const what = channel.kind === "change" ? `${channel.what} is pushed` : channel.why;
      const how = channel.install === undefined ? "" : `; ${channel.install}`;
      return `${channel.id}, ${channel.label}: ${what}${how}\n`;
    })
    .join("");
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
      return `update ${what}`;
    case "update-channel":
      return `update ${what}`;
    case "verify":
      return `verify it as a stranger: ${what}`;
  }
}

function publishedText(published: Published): string {
  const { tag, files, changes, address, destination, isPublished, verification, verify } = published;
  if (!isPublished) {
    return [
      `${tag} is a draft, and whole: ${files} files, ${destination}\n`,
      `Verify it, on any system: slipway verify ${tag} --draft\n`,
      "Then publish it: slipway publish\n",
    ].join("");
  }
  const done = changes === 0 ? "was published already" : "is published";
  const text = `${tag} ${done}: ${files} files at ${address}\n${channelsText(published.channels)}`;
  if (verification !== undefined) return `${text}\n${verificationText(verification)}`;
  return `${text}Verify it as a stranger: slipway verify ${verify}\n`;
}
