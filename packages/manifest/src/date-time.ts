/** Dates with times in the form of RFC 3339 section 5.6. */

const DATE_TIME =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)T(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.\d{1,9})?(?:Z|[+-](?<offsetHour>\d\d):(?<offsetMinute>\d\d))$/u;

/**
 * Whether `text` is a date and time that exists. Stricter than the RFC where readers differ: capital `T` and `Z`, at
 * most nine decimals, no leap second.
 */
export function isDateTime(text: string): boolean {
  const groups = DATE_TIME.exec(text)?.groups;
  if (groups === undefined) return false;
  const [year = 0, month = 0, day = 0] = ["year", "month", "day"].map((name) => Number(groups[name]));
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return false;
  const upTo = { hour: 23, minute: 59, second: 59, offsetHour: 23, offsetMinute: 59 };
  return Object.entries(upTo).every(([name, limit]) => Number(groups[name] ?? "0") <= limit);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
