/** What is said about an executable; every name is spelled as the table of targets spells it. */

import type { Cpu, ExecutableFormat, Libc, Os } from "@slipway/targets";

/** Where something lies in a file. */
export type Region = {
  /** File offset of its first byte. */
  readonly offset: number;
  readonly sizeBytes: number;
};

/** What `bun build --compile` adds: from the byte after the length field to the last byte of the trailer. */
export type Payload = Region;

/** What a signature says once every digest in it has been computed anew, and its certificate's key been tried. */
export type SignatureState =
  | { readonly kind: "none" }
  /** Every digest is right; there is no certificate, so it names nobody. */
  | { readonly kind: "ad-hoc"; readonly identifier: string }
  /** Every digest is right and signed with the certificate's key; whether that is to be trusted is not judged. */
  | {
      readonly kind: "certificate";
      readonly signer: string | undefined;
      /** The name macOS knows the code by; no other system has one. */
      readonly identifier?: string;
    }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

/** One picture of the icon that Windows shows. */
export type WindowsIcon = {
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly sizeBytes: number;
};

/** What only an executable for Windows has. */
export type WindowsFacts = {
  /** `gui` opens no console window. */
  readonly subsystem: "console" | "gui" | "other";
  /** The pictures of the first icon, in the file's order; none without an icon. */
  readonly icons: readonly WindowsIcon[];
  /** Four numbers, e.g. `1.2.3.0`, from the fixed part of the version resource. */
  readonly fileVersion: string | undefined;
  readonly productVersion: string | undefined;
  /** The strings of the version resource by name, e.g. `CompanyName`; where a language differs, the first one's. */
  readonly strings: Readonly<Record<string, string>>;
};

/** The program for one CPU, its signature left aside. All offsets are of the file. */
export type SliceLayout = {
  /** Where the slice lies in the file. */
  readonly region: Region;
  /** Undefined where the marks in the file name no system of a target, or contradict each other. */
  readonly os: Os | undefined;
  /** Undefined for a machine no target has; `machine` says which. */
  readonly cpu: Cpu | undefined;
  /** The machine field as the format numbers it, for people: `ELF machine 62`, `PE machine 0x8664`. */
  readonly machine: string;
  /** Undefined where the system has only one, and in a static executable, which does not show it. */
  readonly libc: Libc | undefined;
  /** The dynamic loader an ELF executable asks for; printable ASCII. */
  readonly interpreter?: string;
  /**
   * The oldest system it says it runs on: macOS `13.0`, the Linux kernel `3.2.0`, Windows `6.0`, FreeBSD `14.0`, the
   * API level of Android `28`; undefined where it says nothing.
   */
  readonly minimumOs: string | undefined;
  /** The libraries the loader brings, by name, in the file's order. */
  readonly libraries: readonly string[];
  /** What has compressed it, if anything: such a file no longer holds what Bun looks for. */
  readonly packer: "UPX" | undefined;
  /** Undefined in a bare runtime and in what Bun did not build. */
  readonly payload: Payload | undefined;
  readonly windows?: WindowsFacts;
};

export type SliceFacts = SliceLayout & { readonly signature: SignatureState };

/** How a universal file holds its slices. */
export type UniversalFacts = {
  /** How wide the offsets in its table are: 64 for `FAT_MAGIC_64`. */
  readonly offsetBits: 32 | 64;
  /** What its table promises the offset of each slice to be a multiple of, in the slices' order. */
  readonly alignmentsBytes: readonly number[];
  /** Bytes that are in no slice and not zero, and all behind the last one. */
  readonly strayBytes: number;
};

type Executable<Slice> = {
  readonly format: ExecutableFormat;
  readonly sizeBytes: number;
  /** One for each CPU; a file that is not universal has one, which is the whole file. */
  readonly slices: readonly [Slice, ...Slice[]];
  /** Undefined in a file that is not universal. */
  readonly universal?: UniversalFacts;
};

export type ExecutableLayout = Executable<SliceLayout>;
export type ExecutableFacts = Executable<SliceFacts>;

/** A part of the file that has a name, for saying where two files differ. */
export type NamedRegion = Region & { readonly name: string };

/** What the reader of one slice finds, the file around it left aside. */
export type SliceReading = {
  readonly facts: SliceLayout;
  readonly regions: readonly NamedRegion[];
  /** Reads all that is signed. */
  readonly readSignature: () => Promise<SignatureState>;
};
