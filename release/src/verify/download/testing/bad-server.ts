/** Serves the files of a release on loopback as `/v1.2.3/<file>`, and badly where a test says how. */

import { existsSync, readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";

import { served } from "../../../installers/testing/release-server.ts";
import type { SampleRelease } from "../../../testing/sample-release.ts";

/** Answers in place of the server; `nth` counts the requests for this file, from 1. */
export type Mischief = (
  response: ServerResponse,
  asked: { readonly bytes: Buffer; readonly nth: number },
) => void;

export type BadServer = {
  readonly origin: string;
  /** The address of the release's folder. */
  readonly folder: string;
  /** The files that were asked for, in order. */
  readonly requests: string[];
};

/** Runs until the test is finished; `mischief` has what happens for some of the files, by name. */
export async function badServer(
  { folder }: Pick<SampleRelease, "folder">,
  mischief: Readonly<Record<string, Mischief>> = {},
): Promise<BadServer> {
  const requests: string[] = [];
  const origin = await served((request, response) => {
    const [, version, file = ""] = (request.url ?? "").split("/");
    requests.push(file);
    const path = join(folder, file);
    const misbehave = mischief[file];
    const bytes = version === "v1.2.3" && existsSync(path) ? readFileSync(path) : undefined;
    if (misbehave !== undefined)
      misbehave(response, {
        bytes: bytes ?? Buffer.of(),
        nth: requests.filter((asked) => asked === file).length,
      });
    else if (bytes === undefined) response.writeHead(404).end("Not Found");
    else response.writeHead(200, { "content-length": bytes.length }).end(bytes);
  });
  return { origin, folder: `${origin}/v1.2.3/`, requests };
}

/** Sends half of what it announces and ends the connection. */
export function cut(response: ServerResponse, { bytes }: { readonly bytes: Buffer }): void {
  response.writeHead(200, { "content-length": bytes.length });
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}

/** Sends without end and without a length. */
export function endless(response: ServerResponse): void {
  const piece = Buffer.alloc(256 * 1024);
  function more(): void {
    while (!response.destroyed && response.write(piece));
    if (!response.destroyed) response.once("drain", more);
  }
  response.writeHead(200);
  more();
}
