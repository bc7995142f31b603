/** What `slipway inspect` says of an executable: facts in two columns, then modules and assets, the largest first. */

import type { Inspection, PayloadModule, SignatureState, SliceInspection } from "@slipway/executable";
import { sizeOf } from "@slipway/executable";

import { tableText } from "./table.ts";
import { bytesText } from "./units.ts";

type Row = readonly [title: string, text: string];

/** So many modules are shown; all of them are in the JSON. */
const SHOWN_MODULES = 30;
const FORMATS = { elf: "ELF", macho: "Mach-O", pe: "PE" };
const SYSTEMS = {
  linux: "Linux",
  darwin: "macOS",
  windows: "Windows",
  freebsd: "FreeBSD",
  android: "Android API",
};
const AUTOLOADED = {
  dotenv: ".env",
  bunfig: "bunfig.toml",
  tsconfig: "tsconfig.json",
  packageJson: "package.json",
};

/** The whole text; `name` is the file as it was given. Control characters of the file become "?". */
export function inspectionText(name: string, inspection: Inspection): string {
  const { format, sizeBytes, sha256, slices } = inspection;
  const isUniversal = slices.length > 1;
  const parts = [
    `${printable(name)}\n`,
    rowsText([
      ["format", `${FORMATS[format]}${isUniversal ? `, universal with ${slices.length} slices` : ""}`],
      ["size", `${bytesText(sizeBytes)} (${sizeBytes} bytes)`],
      ["sha256", sha256],
      ...(isUniversal ? [] : sliceRows(slices[0])),
    ]),
  ];
  if (!isUniversal) return [...parts, modulesText(slices[0])].join("");
  for (const slice of slices) {
    const { offset, sizeBytes: sliceBytes } = slice.region;
    parts.push(`\nslice ${slice.cpu ?? slice.machine}: ${bytesText(sliceBytes)} at byte ${offset}\n`);
    parts.push(rowsText(sliceRows(slice)), modulesText(slice));
  }
  return parts.join("");
}

function sliceRows(slice: SliceInspection): readonly Row[] {
  const { os, cpu, machine, libc, interpreter, minimumOs, libraries, packer, bunVersion } = slice;
  const system = os === undefined ? "of no target" : SYSTEMS[os].replace(" API", "");
  return [
    ["system", [system, cpu ?? machine, ...(libc === undefined ? [] : [libc])].join(", ")],
    ...(minimumOs === undefined || os === undefined
      ? []
      : [["at least", `${SYSTEMS[os]} ${minimumOs}`] as const]),
    ...(interpreter === undefined ? [] : [["loader", interpreter] as const]),
    ["libraries", libraries.length === 0 ? "none" : libraries.join(", ")],
    ...(packer === undefined ? [] : [["packed", `with ${packer}`] as const]),
    ["Bun", bunVersion ?? "no version found"],
    ...payloadRows(slice),
    ["signature", signatureText(slice.signature)],
    ...windowsRows(slice),
  ];
}

function payloadRows(slice: SliceInspection): readonly Row[] {
  const { payload, contents, contentsUnknown } = slice;
  if (payload === undefined) return [["payload", `none: ${whyNoPayload(slice)}`]];
  const place = `${bytesText(payload.sizeBytes)} at byte ${payload.offset}`;
  if (contents === undefined) return [["payload", `${place}; ${contentsUnknown ?? "layout not known"}`]];
  const { entry, modules, execArgv, autoload } = contents;
  const code = modules.filter(({ side }) => side === "server");
  const withBytecode = code.filter(({ bytecodeBytes }) => bytecodeBytes > 0).length;
  const read = (["dotenv", "bunfig", "tsconfig", "packageJson"] as const).filter((file) => autoload[file]);
  return [
    ["payload", `${place}, ${modules.length} ${modules.length === 1 ? "module" : "modules"}`],
    ["starts", entry],
    ["bytecode", withBytecode === 0 ? "none" : `of ${withBytecode} of ${code.length} modules of code`],
    ["autoload", read.length === 0 ? "nothing" : read.map((file) => AUTOLOADED[file]).join(", ")],
    ...(execArgv.length === 0 ? [] : [["exec argv", execArgv.join(" ")] as const]),
  ];
}

function whyNoPayload({ packer, bunVersion }: SliceInspection): string {
  if (packer !== undefined) return `if there was one, ${packer} hid it, and it is lost`;
  return bunVersion === undefined ? "Bun did not build it" : "a bare Bun runtime";
}

function signatureText(signature: SignatureState): string {
  switch (signature.kind) {
    case "none":
      return "none";
    case "ad-hoc":
      return `ad hoc, valid, identifier ${signature.identifier}`;
    case "certificate":
      return [
        `by ${signature.signer ?? "somebody unnamed"}`,
        "signature valid, certificate not judged",
        ...(signature.identifier === undefined ? [] : [`identifier ${signature.identifier}`]),
      ].join(", ");
    case "invalid":
      return `INVALID: ${signature.problems.join("; ")}`;
  }
}

function windowsRows({ windows }: SliceInspection): readonly Row[] {
  if (windows === undefined) return [];
  const { subsystem, icons, fileVersion, productVersion, strings } = windows;
  const pictures = icons.map(({ widthPixels, heightPixels }) => `${widthPixels}×${heightPixels}`);
  return [
    ["subsystem", subsystem],
    ["icon", pictures.length === 0 ? "none" : pictures.join(", ")],
    ...(fileVersion === undefined ? [] : [["file version", fileVersion] as const]),
    ...(productVersion === undefined ? [] : [["product version", productVersion] as const]),
    ...Object.entries(strings),
  ];
}

function rowsText(rows: readonly Row[]): string {
  const shown = rows.map(([title, text]) => [printable(title), printable(text)] as const);
  const width = Math.max(...shown.map(([title]) => Bun.stringWidth(title)));
  return shown
    .map(([title, text]) => `  ${title}${" ".repeat(width - Bun.stringWidth(title))}  ${text}\n`)
    .join("");
}

function modulesText({ contents }: SliceInspection): string {
  if (contents === undefined) return "";
  const sorted = contents.modules.toSorted((a, b) => sizeOf(b) - sizeOf(a) || (a.name < b.name ? -1 : 1));
  const hidden = sorted.slice(SHOWN_MODULES);
  const hiddenBytes = hidden.reduce((sum, module) => sum + sizeOf(module), 0);
  const rows = [
    ...sorted.slice(0, SHOWN_MODULES).map(moduleRow),
    ...(hidden.length === 0
      ? []
      : [[`${hidden.length} more, see --json`, "", "", "", "", bytesText(hiddenBytes)]]),
    ["shared bytecode and tables", "", "", "", "", bytesText(contents.otherBytes)],
  ];
  const table = tableText(
    [
      { title: "module", align: "left" },
      { title: "kind", align: "left" },
      { title: "contents", align: "right" },
      { title: "source map", align: "right" },
      { title: "bytecode", align: "right" },
      { title: "total", align: "right" },
    ],
    rows,
  );
  return `\n${table.replaceAll(/^/gmu, "  ").trimEnd()}\n`;
}

function moduleRow(module: PayloadModule): readonly string[] {
  const { name, kind, sizeBytes, sourcemapBytes, bytecodeBytes } = module;
  const sizes = [sourcemapBytes, bytecodeBytes].map((bytes) => (bytes === 0 ? "" : bytesText(bytes)));
  return [printable(name), kind, bytesText(sizeBytes), ...sizes, bytesText(sizeOf(module))];
}

/** What is in a file that somebody made must not move the cursor or colour the terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}
