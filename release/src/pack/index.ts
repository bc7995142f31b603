export type { ArchiveEntry, ReadArchiveOptions } from "./archive-reading.ts";
export { packFault, type PackFaultCode } from "./faults.ts";
export type { PackEntry } from "./members.ts";
export type { Written } from "./output-file.ts";
export { type ArchiveKind, packArchive, type PackArchiveOptions } from "./pack-archive.ts";
export { readArchive } from "./read-archive.ts";
export { type SegmentStore, segmentStore, type SegmentStoreOptions } from "./segment-store.ts";
export type { Source } from "./source.ts";
