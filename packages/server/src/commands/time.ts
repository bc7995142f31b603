/** `time`: what time it is somewhere. */

import { nearest } from "@slipway/fault";
import * as z from "zod";

import { chattyFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { declareCommand } from "./declare-command.ts";

import type { Command } from "./command.ts";

export const time: Command = declareCommand({
  name: "time",
  description: "Tell the current time in a time zone",
  readOnly: true,
  input: {
    zone: {
      type: "string",
      description: "IANA time zone, e.g. Europe/Berlin",
      maxLength: LIMITS.zoneNameLength,
      default: "UTC",
    },
  },
  output: z.strictObject({
    zone: z.string().describe("The zone as IANA spells it"),
    time: z.string().describe("Local time with its offset from UTC, as in RFC 3339"),
    weekday: z.string(),
    utc: z.string().describe("The same moment in UTC"),
  }),
  run({ zone }, { now }) {
    const moment = now();
    const format = formatIn(zone);
    const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? "";
    const date = `${part("year")}-${part("month")}-${part("day")}`;
    const clock = `${part("hour")}:${part("minute")}:${part("second")}`;
    return {
      zone: format.resolvedOptions().timeZone,
      // "GMT+01:00" is the only spelling of an offset that Intl has.
      time: `${date}T${clock}${part("timeZoneName").replace("GMT", "")}`,
      weekday: part("weekday"),
      utc: `${moment.toISOString().slice(0, 19)}Z`,
    };
  },
});

function formatIn(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      numberingSystem: "latn",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      weekday: "long",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      timeZoneName: "longOffset",
    });
  } catch (cause) {
    const near = nearest(zone, Intl.supportedValuesOf("timeZone"));
    throw chattyFault("unknown-time-zone", {
      message: `Cannot tell the time in "${zone}": there is no time zone of that name`,
      hint: near === undefined ? "Use an IANA name, e.g. Europe/Berlin" : `Did you mean "${near}"?`,
      cause,
    });
  }
}
