/** `chatty doctor`. */

import { EXIT_CODES } from "@slipway/fault";

import { jsonText } from "../json-text.ts";
import { defineCommand } from "./define-command.ts";
import { JSON_OPTION } from "./json-option.ts";

import type { Env } from "../env.ts";
import type { AnyCommand } from "./any-command.ts";

export function doctorCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "doctor", description: "Look at all that chatty needs, and say what to do" },
    args: { json: JSON_OPTION },
    async run({ args }) {
      const [{ examine }, { doctorText }] = await Promise.all([
        import("../doctor/examine.ts"),
        import("../doctor/doctor-text.ts"),
      ]);
      const findings = await examine(env);
      const isOk = findings.every(({ state }) => state !== "failed");
      await env.stdout(
        args.json ? jsonText({ ok: isOk, findings }) : doctorText(findings, { hasColours: env.hasColours() }),
      );
      return isOk ? EXIT_CODES.ok : EXIT_CODES.failed;
    },
  });
}
