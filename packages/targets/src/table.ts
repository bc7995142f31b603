/** The one table of targets: the only place where a platform fact or a spelling of it is written down. */

export type Os = "linux" | "darwin" | "windows" | "freebsd" | "android";
export type Cpu = "x64" | "arm64";
export type Libc = "glibc" | "musl" | "bionic";
export type ExecutableFormat = "elf" | "macho" | "pe";

export type TargetFacts = {
  readonly os: Os;
  /** "universal" where one file holds a slice for each CPU. */
  readonly cpu: Cpu | "universal";
  /** The C library, where the operating system has more than one. */
  readonly libc: Libc | undefined;
  readonly format: ExecutableFormat;
  /** What the executable's name ends with: "" or ".exe". */
  readonly suffix: "" | ".exe";
  readonly archive: "tar.gz" | "zip";
  /** Built when nothing is said; the others are built by name. */
  readonly byDefault: boolean;
  /** The targets whose executables are joined into this one's; undefined where Bun compiles it. */
  readonly slices: readonly RuntimeTargetId[] | undefined;
  /** `--target` of `bun build --compile`; undefined where nothing is compiled. */
  readonly bun: string | undefined;
  /** The npm package that carries the runtime. */
  readonly runtimePackage: string | undefined;
  /** Rust triple; also the suffix of a Tauri sidecar. */
  readonly rust: string;
  /** `GOOS-GOARCH`. */
  readonly go: string;
  /** `process.platform` and `process.arch`, with npm's `libc` field; no process is universal. */
  readonly node: { readonly platform: string; readonly arch: string; readonly libc?: string } | undefined;
  /** `Architecture` of a .deb; undefined where Debian packages do not apply. */
  readonly debian: string | undefined;
  /** `BuildArch` of an .rpm; undefined where RPM does not apply. */
  readonly rpm: string | undefined;
  /** `os/architecture` of an OCI image index; undefined where there are no containers. */
  readonly container: string | undefined;
  /** Key in `platforms` of Tauri's `latest.json`; musl has none, since `linux-*` there means glibc. */
  readonly tauri: string | undefined;
  /** Where a payload lies in memory at run time: what `import.meta.dir` says in a compiled app. */
  readonly payloadRoot: string;
};

/** A target that Bun publishes a runtime for. */
export type RuntimeTargetFacts = TargetFacts & {
  readonly cpu: Cpu;
  readonly slices: undefined;
  readonly bun: string;
  readonly runtimePackage: string;
};

const POSIX_ROOT = "/$bunfs/root";
const WINDOWS_ROOT = "B:\\~BUN\\root";

const linux = {
  os: "linux",
  format: "elf",
  suffix: "",
  archive: "tar.gz",
  slices: undefined,
  payloadRoot: POSIX_ROOT,
} as const;
const darwin = {
  os: "darwin",
  libc: undefined,
  slices: undefined,
  format: "macho",
  suffix: "",
  archive: "tar.gz",
  byDefault: true,
  debian: undefined,
  rpm: undefined,
  container: undefined,
  payloadRoot: POSIX_ROOT,
} as const;
const windows = {
  os: "windows",
  libc: undefined,
  slices: undefined,
  format: "pe",
  suffix: ".exe",
  archive: "zip",
  byDefault: true,
  debian: undefined,
  rpm: undefined,
  payloadRoot: WINDOWS_ROOT,
} as const;
const freebsd = {
  os: "freebsd",
  libc: undefined,
  slices: undefined,
  format: "elf",
  suffix: "",
  archive: "tar.gz",
  byDefault: false,
  debian: undefined,
  rpm: undefined,
  tauri: undefined,
  payloadRoot: POSIX_ROOT,
} as const;
const android = {
  os: "android",
  libc: "bionic",
  slices: undefined,
  format: "elf",
  suffix: "",
  archive: "tar.gz",
  byDefault: false,
  debian: undefined,
  rpm: undefined,
  container: undefined,
  tauri: undefined,
  payloadRoot: POSIX_ROOT,
} as const;
const linuxX64 = {
  ...linux,
  cpu: "x64",
  byDefault: true,
  go: "linux-amd64",
  container: "linux/amd64",
} as const;
const linuxArm64 = {
  ...linux,
  cpu: "arm64",
  byDefault: true,
  go: "linux-arm64",
  container: "linux/arm64",
} as const;

/** The targets' own names, in the order every list of them has. */
export const TARGET_IDS = [
  "linux-x64",
  "linux-arm64",
  "linux-x64-musl",
  "linux-arm64-musl",
  "darwin-x64",
  "darwin-arm64",
  "darwin-universal",
  "windows-x64",
  "windows-arm64",
  "freebsd-x64",
  "freebsd-arm64",
  "android-x64",
  "android-arm64",
] as const;

/** A target's own name, e.g. `linux-x64-musl`. */
export type TargetId = (typeof TARGET_IDS)[number];

/** A target that Bun publishes a runtime for. */
export type RuntimeTargetId = Exclude<TargetId, "darwin-universal">;

type Table = Readonly<Record<RuntimeTargetId, RuntimeTargetFacts> & Record<TargetId, TargetFacts>>;

/** Every runtime Bun 1.4.4 publishes, and macOS for both CPUs. The `-baseline` packages are the same bytes again. */
export const TARGETS: Table = {
  "linux-x64": {
    ...linuxX64,
    libc: "glibc",
    bun: "bun-linux-x64",
    runtimePackage: "@oven/bun-linux-x64",
    rust: "x86_64-unknown-linux-gnu",
    node: { platform: "linux", arch: "x64", libc: "glibc" },
    debian: "amd64",
    rpm: "x86_64",
    tauri: "linux-x86_64",
  },
  "linux-arm64": {
    ...linuxArm64,
    libc: "glibc",
    bun: "bun-linux-arm64",
    runtimePackage: "@oven/bun-linux-aarch64",
    rust: "aarch64-unknown-linux-gnu",
    node: { platform: "linux", arch: "arm64", libc: "glibc" },
    debian: "arm64",
    rpm: "aarch64",
    tauri: "linux-aarch64",
  },
  "linux-x64-musl": {
    ...linuxX64,
    libc: "musl",
    bun: "bun-linux-x64-musl",
    runtimePackage: "@oven/bun-linux-x64-musl",
    rust: "x86_64-unknown-linux-musl",
    node: { platform: "linux", arch: "x64", libc: "musl" },
    debian: undefined,
    rpm: undefined,
    tauri: undefined,
  },
  "linux-arm64-musl": {
    ...linuxArm64,
    libc: "musl",
    bun: "bun-linux-arm64-musl",
    runtimePackage: "@oven/bun-linux-aarch64-musl",
    rust: "aarch64-unknown-linux-musl",
    node: { platform: "linux", arch: "arm64", libc: "musl" },
    debian: undefined,
    rpm: undefined,
    tauri: undefined,
  },
  "darwin-x64": {
    ...darwin,
    cpu: "x64",
    bun: "bun-darwin-x64",
    runtimePackage: "@oven/bun-darwin-x64",
    rust: "x86_64-apple-darwin",
    go: "darwin-amd64",
    node: { platform: "darwin", arch: "x64" },
    tauri: "darwin-x86_64",
  },
  "darwin-arm64": {
    ...darwin,
    cpu: "arm64",
    bun: "bun-darwin-arm64",
    runtimePackage: "@oven/bun-darwin-aarch64",
    rust: "aarch64-apple-darwin",
    go: "darwin-arm64",
    node: { platform: "darwin", arch: "arm64" },
    tauri: "darwin-aarch64",
  },
  "darwin-universal": {
    ...darwin,
    cpu: "universal",
    byDefault: false,
    slices: ["darwin-x64", "darwin-arm64"],
    bun: undefined,
    runtimePackage: undefined,
    rust: "universal-apple-darwin",
    go: "darwin-all",
    node: undefined,
    tauri: undefined,
  },
  "windows-x64": {
    ...windows,
    cpu: "x64",
    bun: "bun-windows-x64",
    runtimePackage: "@oven/bun-windows-x64",
    rust: "x86_64-pc-windows-msvc",
    go: "windows-amd64",
    node: { platform: "win32", arch: "x64" },
    container: "windows/amd64",
    tauri: "windows-x86_64",
  },
  "windows-arm64": {
    ...windows,
    cpu: "arm64",
    bun: "bun-windows-arm64",
    runtimePackage: "@oven/bun-windows-aarch64",
    rust: "aarch64-pc-windows-msvc",
    go: "windows-arm64",
    node: { platform: "win32", arch: "arm64" },
    container: "windows/arm64",
    tauri: "windows-aarch64",
  },
  "freebsd-x64": {
    ...freebsd,
    cpu: "x64",
    bun: "bun-freebsd-x64",
    runtimePackage: "@oven/bun-freebsd-x64",
    rust: "x86_64-unknown-freebsd",
    go: "freebsd-amd64",
    node: { platform: "freebsd", arch: "x64" },
    container: "freebsd/amd64",
  },
  "freebsd-arm64": {
    ...freebsd,
    cpu: "arm64",
    bun: "bun-freebsd-arm64",
    runtimePackage: "@oven/bun-freebsd-aarch64",
    rust: "aarch64-unknown-freebsd",
    go: "freebsd-arm64",
    node: { platform: "freebsd", arch: "arm64" },
    container: "freebsd/arm64",
  },
  "android-x64": {
    ...android,
    cpu: "x64",
    bun: "bun-linux-x64-android",
    runtimePackage: "@oven/bun-linux-x64-android",
    rust: "x86_64-linux-android",
    go: "android-amd64",
    node: { platform: "android", arch: "x64" },
  },
  "android-arm64": {
    ...android,
    cpu: "arm64",
    bun: "bun-linux-arm64-android",
    runtimePackage: "@oven/bun-linux-aarch64-android",
    rust: "aarch64-linux-android",
    go: "android-arm64",
    node: { platform: "android", arch: "arm64" },
  },
};
