/** Compares what an executable is with what a target wants. */

import { type TargetId, TARGETS } from "@slipway/targets";

import type { ExecutableFacts, SliceFacts } from "./facts.ts";
import { MACHO_PAGE_BYTES } from "./macho-commands.ts";

/** Every difference, one text each; none when this is a compiled executable for `target`, slice by slice. */
export function differencesFrom(target: TargetId, facts: ExecutableFacts): readonly string[] {
  const { format, slices: joined } = TARGETS[target];
  const differences = [
    ...(facts.format === format ? [] : [difference("format", { found: facts.format, wanted: format })]),
    ...(joined === undefined && facts.universal !== undefined
      ? ["format: found a universal file, wanted one for one CPU"]
      : universalDifferences(facts)),
  ];
  if (joined === undefined && facts.slices.length === 1) {
    return [...differences, ...sliceDifferences(target, facts.slices[0])];
  }
  const wanted = joined ?? [target];
  const found = facts.slices.map(({ cpu, machine }) => cpu ?? machine);
  const cpus = wanted.map((slice) => TARGETS[slice].cpu);
  if (facts.slices.length !== wanted.length || !cpus.every((cpu) => found.includes(cpu))) {
    return [...differences, difference("slices", { found: found.join(" and "), wanted: cpus.join(" and ") })];
  }
  return [
    ...differences,
    ...wanted.flatMap((slice) =>
      facts.slices
        .filter(({ cpu }) => cpu === TARGETS[slice].cpu)
        .flatMap((one) => sliceDifferences(slice, one).map((text) => `slice ${TARGETS[slice].cpu}: ${text}`)),
    ),
  ];
}

/** What macOS starts no universal file with: `fatfile_validate_fatarches` and `load_segment` of Apple's XNU. */
function universalDifferences({ universal, slices }: ExecutableFacts): readonly string[] {
  if (universal === undefined) return [];
  const { offsetBits, alignmentsBytes, strayBytes } = universal;
  return [
    ...(offsetBits === 64 ? ["table of slices: found offsets of 64 bits, wanted 32"] : []),
    ...slices.flatMap(({ region: { offset }, cpu }, index) => {
      const alignmentBytes = Math.max(
        alignmentsBytes[index] ?? 1,
        cpu === undefined ? 1 : MACHO_PAGE_BYTES[cpu],
      );
      return offset % alignmentBytes === 0
        ? []
        : [`slice ${cpu}: found at byte ${offset}, wanted at a multiple of ${alignmentBytes}`];
    }),
    ...(strayBytes === 0 ? [] : [`slices: found ${strayBytes} bytes outside of them, wanted none`]),
  ];
}

function sliceDifferences(target: TargetId, slice: SliceFacts): readonly string[] {
  const wanted = TARGETS[target];
  return [
    ...(["os", "cpu", "libc"] as const)
      .filter((fact) => slice[fact] !== wanted[fact])
      .map((fact) => difference(fact, { found: slice[fact], wanted: wanted[fact] })),
    ...(slice.packer === undefined ? [] : [`packer: found ${slice.packer}, wanted none`]),
    ...(slice.payload === undefined ? ["payload: none found"] : []),
  ];
}

function difference(
  fact: string,
  texts: { readonly found: string | undefined; readonly wanted: string | undefined },
): string {
  return `${fact}: found ${texts.found ?? "none"}, wanted ${texts.wanted ?? "none"}`;
}
