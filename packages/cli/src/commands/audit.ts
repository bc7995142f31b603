/** `slipway audit` */

import { auditBuilt, type AuditReport, planBuild, type Vulnerability, vulnerableFault } from "@slipway/build";

import type { Arguments } from "../arguments.ts";
import { tableText } from "../output/table.ts";
import { withSession } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runAudit(args: Arguments, terminal: Terminal): Promise<void> {
  await withSession(args, terminal, async ({ config, host, sources, selection, env }) => {
    const plan = planBuild(config, { selection, host });
    const report = await auditBuilt({ root: config.root, plan, sources }, env);
    terminal.result(args.flag("json") ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
    if (report.vulnerable.length > 0) throw vulnerableFault(report);
  });
}

function reportText(report: AuditReport): string {
  const { vulnerable, packages, unlisted, executables, others } = report;
  const scope = `${counted(packages, "package")} in ${counted(executables, "executable")}`;
  const whole =
    vulnerable.length === 0
      ? `no known vulnerability: ${scope}\n`
      : `${vulnerableTable(vulnerable)}\n${counted(vulnerable.length, "finding")}: ${scope}\n`;
  const rest = others === 1 ? "1 advisory concerns a package" : `${others} advisories concern packages`;
  return [
    whole,
    others === 0 ? "" : `${rest} or versions that no executable has in it\n`,
    unlisted.length === 0
      ? ""
      : `nobody was asked about what the lockfile does not have: ${unlisted.join(", ")}\n`,
  ].join("");
}

function vulnerableTable(vulnerable: readonly Vulnerability[]): string {
  return tableText(
    ["severity", "package", "version", "advisory", "address", "in"].map((title) => ({
      title,
      align: "left",
    })),
    vulnerable.map(({ severity, package: name, version, title, url, executables }) => [
      severity,
      name,
      version ?? "unknown",
      title,
      url,
      executablesText(executables),
    ]),
  );
}

/** `tool (linux-x64, darwin-x64), tool-helper (linux-x64)` */
function executablesText(executables: Vulnerability["executables"]): string {
  const apps = Map.groupBy(executables, ({ app }) => app);
  return [...apps]
    .map(([app, entries]) => `${app} (${entries.map(({ target }) => target).join(", ")})`)
    .join(", ");
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
