/** Made from schema.ts by `bun run generate`; do not edit. */

/** What a person writes in slipway.config.ts. */
export type SlipwayConfig = {
  /** Address of this schema, for editors */
  $schema?: string | undefined;
  /** Name of the product; by default the first app's name */
  product?: string | undefined;
  /** Version; by default the one in package.json */
  version?: string | undefined;
  /** Where the source is; by default the one in package.json */
  repository?: string | undefined;
  /** Where a release's files are, with {version} and {file}: https, or http on 127.0.0.1; with publish.dir it ends with /v{version}/{file}; by default the repository's GitHub Releases */
  downloads?: string | undefined;
  /** The apps by name: the path of the entry point, or an object with options */
  apps: Record<string, string | {
    /** Path of the entry point */
    entry: string;
    /** Paths of worker entry points, in or below the entry's folder (default: []) */
    workers?: (string)[] | undefined;
    /** Files, and folders with files in them, to embed; at run time they lie in import.meta.dir under their own name (default: []) */
    assets?: (string)[] | undefined;
    /** Targets of this app, where they are fewer than the product's */
    targets?: ("linux-x64" | "linux-arm64" | "linux-x64-musl" | "linux-arm64-musl" | "darwin-x64" | "darwin-arm64" | "darwin-universal" | "windows-x64" | "windows-arm64" | "freebsd-x64" | "freebsd-arm64" | "android-x64" | "android-arm64")[] | undefined;
    /** Embed bytecode: a faster start for a larger file (default: true) */
    bytecode?: boolean | undefined;
    /** Minify the code (default: true) */
    minify?: boolean | undefined;
    /** Embed a source map, so that stack traces name the source (default: true) */
    sourcemap?: boolean | undefined;
    /** Names to replace, each by a JSON value, or the name of a global; process.env.SLIPWAY_* is Slipway's own (default: {}) */
    define?: Record<string, string> | undefined;
    /** Modules to leave out of the bundle (default: []) */
    external?: (string)[] | undefined;
    /** Conditions for package.json `exports` (default: []) */
    conditions?: (string)[] | undefined;
    /** Bun options baked into the executable (default: []) */
    execArgv?: (string)[] | undefined;
    /** Globs of dynamic imports that may stay unresolved ("" where nobody can know the name), and of files the code names that may be missing; all others stop the build (default: []) */
    allowUnresolved?: (string)[] | undefined;
    /** Files of the working directory the executable reads at start (default: {}) */
    autoload?: {
      /** Load .env from the folder the user happens to be in; must be decided where the project has one that the app needs */
      dotenv?: boolean | undefined;
      /** Load bunfig.toml from there: its preload runs any code (default: false) */
      bunfig?: boolean | undefined;
      /** Load tsconfig.json from there (default: false) */
      tsconfig?: boolean | undefined;
      /** Load package.json from there (default: false) */
      packageJson?: boolean | undefined;
    } | undefined;
    /** What Windows shows of the executable (default: {}) */
    windows?: {
      /** Path of the icon, an .ico file */
      icon?: string | undefined;
      /** Name of the product in the file's properties; by default the product's */
      title?: string | undefined;
      /** Who makes it */
      company?: string | undefined;
      /** What task managers show; by default the app's name */
      description?: string | undefined;
      /** Copyright line */
      copyright?: string | undefined;
      /** Open no console window: for apps with windows of their own (default: false) */
      hideConsole?: boolean | undefined;
    } | undefined;
    /** What macOS knows of the executable (default: {}) */
    macos?: {
      /** Identifier in the ad-hoc signature; by default the app's name */
      identifier?: string | undefined;
    } | undefined;
    /** Runs that must go well on every executable that can run (default: [{"kind":"run","args":["--version"],"stdin":"","exitCode":0,"stdout":[],"stderr":[],"timeoutSeconds":30}]) */
    smoke?: ({
      /** A run from its start to its end (default: "run") */
      kind?: "run" | undefined;
      /** Arguments of the run (default: []) */
      args?: (string)[] | undefined;
      /** What the executable reads on standard input, which then ends (default: "") */
      stdin?: string | undefined;
      /** The exit code it must end with (default: 0) */
      exitCode?: number | undefined;
      /** What standard output must contain: text, in which {version} is the version, or a regular expression (default: []) */
      stdout?: (string | RegExp)[] | undefined;
      /** What standard error must contain: as standard output (default: []) */
      stderr?: (string | RegExp)[] | undefined;
      /** How long the run may take, in seconds (default: 30) */
      timeoutSeconds?: number | undefined;
    } | {
      /** Start it as an MCP server on stdio, initialize, list the tools, end */
      kind: "mcp";
      /** Arguments that start the server (default: []) */
      args?: (string)[] | undefined;
      /** Tools that must be in the list (default: []) */
      tools?: (string)[] | undefined;
      /** How long the run may take, in seconds (default: 30) */
      timeoutSeconds?: number | undefined;
    })[] | undefined;
    /** How the app prints completions for shells; a release has them in its archives (default: {}) */
    completions?: {
      /** Arguments that print those of bash, e.g. ["completions", "bash"] */
      bash?: (string)[] | undefined;
      /** Arguments that print those of zsh, an autoloaded #compdef function */
      zsh?: (string)[] | undefined;
      /** Arguments that print those of fish */
      fish?: (string)[] | undefined;
      /** Arguments that print those of PowerShell */
      powershell?: (string)[] | undefined;
    } | undefined;
    /** Arguments with which the app prints its man page, e.g. ["man"]; a release has it in its archives */
    man?: (string)[] | undefined;
  }>;
  /** What to build for; by default Linux, macOS and Windows, both CPUs */
  targets?: ("linux-x64" | "linux-arm64" | "linux-x64-musl" | "linux-arm64-musl" | "darwin-x64" | "darwin-arm64" | "darwin-universal" | "windows-x64" | "windows-arm64" | "freebsd-x64" | "freebsd-arm64" | "android-x64" | "android-arm64")[] | undefined;
  /** What goes into an archive (default: {}) */
  archive?: {
    /** Files put beside the executables; one in a folder, such as docs/guide.md, goes into that folder. The defaults are skipped when they do not exist (default: ["README.md","LICENSE"]) */
    files?: (string)[] | undefined;
  } | undefined;
  /** Where releases are published, and what is forgiven them (default: {}) */
  publish?: {
    /** GitHub Releases; the default for a repository on github.com */
    github?: {
      /** Whose Releases it goes to, as owner/name; by default the repository's */
      repository?: string | undefined;
      /** Address of the API; that of an Enterprise Server is https://HOST/api/v3 (default: "https://api.github.com") */
      api?: string | undefined;
    } | undefined;
    /** A folder instead, e.g. what a web server serves; each release becomes a folder v<version> in it */
    dir?: string | undefined;
    /** Executables that may be published though nothing ran them: for each app its targets, each with the reason (default: {}) */
    waive?: Record<string, Record<string, string>> | undefined;
  } | undefined;
  /** What publishing ends with (default: {}) */
  channels?: {
    /** A formula for macOS and Linux in a tap of your own; versions without a pre-release only */
    homebrew?: {
      /** The git repository that the formula is pushed to: owner/homebrew-tap on GitHub, or an address (https, ssh, file) */
      tap: string;
      /** Name of the formula; by default the product's */
      formula?: string | undefined;
      /** Folder of the tap that the formula is in; "." is its root (default: "Formula") */
      directory?: string | undefined;
      /** Branch of the tap; by default the one that others see first */
      branch?: string | undefined;
      /** What the product is, in one line; by default the description in package.json */
      description?: string | undefined;
      /** By default the homepage in package.json, else the repository */
      homepage?: string | undefined;
      /** What people are told after installing */
      caveats?: string | undefined;
      /** Formulae that are installed with it (default: []) */
      dependencies?: (string)[] | undefined;
      /** What `brew services` keeps running */
      service?: {
        /** The app that runs; by default the first */
        app?: string | undefined;
        /** Its arguments (default: []) */
        args?: (string)[] | undefined;
      } | undefined;
      /** What `brew test` runs; by default --version of the first app, which must show the version */
      test?: {
        /** The app that runs; by default the first */
        app?: string | undefined;
        /** Its arguments; it must end with 0 (default: []) */
        args?: (string)[] | undefined;
        /** Text that its standard output must contain, in which {version} is the version */
        stdout?: string | undefined;
      } | undefined;
      /** Who commits to the tap; by default the bot of GitHub's workflows */
      author?: {
        name: string;
        email: string;
      } | undefined;
    } | undefined;
  } | undefined;
  /** How executables and real releases are signed (default: {}) */
  signing?: {
    /** Your own commands that sign executables, word by word; {file} is a copy they change in place, or they write to {out} (default: {}) */
    commands?: {
      /** Command for macOS executables, e.g. codesign */
      darwin?: (string)[] | undefined;
      /** Command for Windows executables, e.g. signtool or osslsigncode */
      windows?: (string)[] | undefined;
      /** Command for Linux executables */
      linux?: (string)[] | undefined;
    } | undefined;
    /** minisign public key of real releases: the key itself (56 characters), or the path of its file */
    publicKey?: string | undefined;
  } | undefined;
  /** Where pinned runtimes are; by default the ones Slipway brings */
  runtimes?: {
    /** Folder with one pinned runtime per target */
    folder: string;
    /** File with the SHA-256 of every runtime */
    checksums: string;
  } | undefined;
};

/** The same with every default filled in. */
export type ParsedConfig = {
  /** Address of this schema, for editors */
  $schema?: string | undefined;
  /** Name of the product; by default the first app's name */
  product?: string | undefined;
  /** Version; by default the one in package.json */
  version?: string | undefined;
  /** Where the source is; by default the one in package.json */
  repository?: string | undefined;
  /** Where a release's files are, with {version} and {file}: https, or http on 127.0.0.1; with publish.dir it ends with /v{version}/{file}; by default the repository's GitHub Releases */
  downloads?: string | undefined;
  /** The apps by name: the path of the entry point, or an object with options */
  apps: Record<string, {
    /** Path of the entry point */
    entry: string;
    /** Paths of worker entry points, in or below the entry's folder (default: []) */
    workers: (string)[];
    /** Files, and folders with files in them, to embed; at run time they lie in import.meta.dir under their own name (default: []) */
    assets: (string)[];
    /** Targets of this app, where they are fewer than the product's */
    targets?: ("linux-x64" | "linux-arm64" | "linux-x64-musl" | "linux-arm64-musl" | "darwin-x64" | "darwin-arm64" | "darwin-universal" | "windows-x64" | "windows-arm64" | "freebsd-x64" | "freebsd-arm64" | "android-x64" | "android-arm64")[] | undefined;
    /** Embed bytecode: a faster start for a larger file (default: true) */
    bytecode: boolean;
    /** Minify the code (default: true) */
    minify: boolean;
    /** Embed a source map, so that stack traces name the source (default: true) */
    sourcemap: boolean;
    /** Names to replace, each by a JSON value, or the name of a global; process.env.SLIPWAY_* is Slipway's own (default: {}) */
    define: Record<string, string>;
    /** Modules to leave out of the bundle (default: []) */
    external: (string)[];
    /** Conditions for package.json `exports` (default: []) */
    conditions: (string)[];
    /** Bun options baked into the executable (default: []) */
    execArgv: (string)[];
    /** Globs of dynamic imports that may stay unresolved ("" where nobody can know the name), and of files the code names that may be missing; all others stop the build (default: []) */
    allowUnresolved: (string)[];
    /** Files of the working directory the executable reads at start */
    autoload: {
      /** Load .env from the folder the user happens to be in; must be decided where the project has one that the app needs */
      dotenv?: boolean | undefined;
      /** Load bunfig.toml from there: its preload runs any code (default: false) */
      bunfig: boolean;
      /** Load tsconfig.json from there (default: false) */
      tsconfig: boolean;
      /** Load package.json from there (default: false) */
      packageJson: boolean;
    };
    /** What Windows shows of the executable */
    windows: {
      /** Path of the icon, an .ico file */
      icon?: string | undefined;
      /** Name of the product in the file's properties; by default the product's */
      title?: string | undefined;
      /** Who makes it */
      company?: string | undefined;
      /** What task managers show; by default the app's name */
      description?: string | undefined;
      /** Copyright line */
      copyright?: string | undefined;
      /** Open no console window: for apps with windows of their own (default: false) */
      hideConsole: boolean;
    };
    /** What macOS knows of the executable */
    macos: {
      /** Identifier in the ad-hoc signature; by default the app's name */
      identifier?: string | undefined;
    };
    /** Runs that must go well on every executable that can run (default: [{"kind":"run","args":["--version"],"stdin":"","exitCode":0,"stdout":[],"stderr":[],"timeoutSeconds":30}]) */
    smoke: ({
      /** A run from its start to its end (default: "run") */
      kind: "run";
      /** Arguments of the run (default: []) */
      args: (string)[];
      /** What the executable reads on standard input, which then ends (default: "") */
      stdin: string;
      /** The exit code it must end with (default: 0) */
      exitCode: number;
      /** What standard output must contain: text, in which {version} is the version, or a regular expression (default: []) */
      stdout: (string | RegExp)[];
      /** What standard error must contain: as standard output (default: []) */
      stderr: (string | RegExp)[];
      /** How long the run may take, in seconds (default: 30) */
      timeoutSeconds: number;
    } | {
      /** Start it as an MCP server on stdio, initialize, list the tools, end */
      kind: "mcp";
      /** Arguments that start the server (default: []) */
      args: (string)[];
      /** Tools that must be in the list (default: []) */
      tools: (string)[];
      /** How long the run may take, in seconds (default: 30) */
      timeoutSeconds: number;
    })[];
    /** How the app prints completions for shells; a release has them in its archives */
    completions: {
      /** Arguments that print those of bash, e.g. ["completions", "bash"] */
      bash?: (string)[] | undefined;
      /** Arguments that print those of zsh, an autoloaded #compdef function */
      zsh?: (string)[] | undefined;
      /** Arguments that print those of fish */
      fish?: (string)[] | undefined;
      /** Arguments that print those of PowerShell */
      powershell?: (string)[] | undefined;
    };
    /** Arguments with which the app prints its man page, e.g. ["man"]; a release has it in its archives */
    man?: (string)[] | undefined;
  }>;
  /** What to build for; by default Linux, macOS and Windows, both CPUs */
  targets?: ("linux-x64" | "linux-arm64" | "linux-x64-musl" | "linux-arm64-musl" | "darwin-x64" | "darwin-arm64" | "darwin-universal" | "windows-x64" | "windows-arm64" | "freebsd-x64" | "freebsd-arm64" | "android-x64" | "android-arm64")[] | undefined;
  /** What goes into an archive */
  archive: {
    /** Files put beside the executables; one in a folder, such as docs/guide.md, goes into that folder. The defaults are skipped when they do not exist (default: ["README.md","LICENSE"]) */
    files: (string)[];
  };
  /** Where releases are published, and what is forgiven them */
  publish: {
    /** GitHub Releases; the default for a repository on github.com */
    github?: {
      /** Whose Releases it goes to, as owner/name; by default the repository's */
      repository?: string | undefined;
      /** Address of the API; that of an Enterprise Server is https://HOST/api/v3 (default: "https://api.github.com") */
      api: string;
    } | undefined;
    /** A folder instead, e.g. what a web server serves; each release becomes a folder v<version> in it */
    dir?: string | undefined;
    /** Executables that may be published though nothing ran them: for each app its targets, each with the reason (default: {}) */
    waive: Record<string, Record<string, string>>;
  };
  /** What publishing ends with */
  channels: {
    /** A formula for macOS and Linux in a tap of your own; versions without a pre-release only */
    homebrew?: {
      /** The git repository that the formula is pushed to: owner/homebrew-tap on GitHub, or an address (https, ssh, file) */
      tap: string;
      /** Name of the formula; by default the product's */
      formula?: string | undefined;
      /** Folder of the tap that the formula is in; "." is its root (default: "Formula") */
      directory: string;
      /** Branch of the tap; by default the one that others see first */
      branch?: string | undefined;
      /** What the product is, in one line; by default the description in package.json */
      description?: string | undefined;
      /** By default the homepage in package.json, else the repository */
      homepage?: string | undefined;
      /** What people are told after installing */
      caveats?: string | undefined;
      /** Formulae that are installed with it (default: []) */
      dependencies: (string)[];
      /** What `brew services` keeps running */
      service?: {
        /** The app that runs; by default the first */
        app?: string | undefined;
        /** Its arguments (default: []) */
        args: (string)[];
      } | undefined;
      /** What `brew test` runs; by default --version of the first app, which must show the version */
      test?: {
        /** The app that runs; by default the first */
        app?: string | undefined;
        /** Its arguments; it must end with 0 (default: []) */
        args: (string)[];
        /** Text that its standard output must contain, in which {version} is the version */
        stdout?: string | undefined;
      } | undefined;
      /** Who commits to the tap; by default the bot of GitHub's workflows */
      author?: {
        name: string;
        email: string;
      } | undefined;
    } | undefined;
  };
  /** How executables and real releases are signed */
  signing: {
    /** Your own commands that sign executables, word by word; {file} is a copy they change in place, or they write to {out} */
    commands: {
      /** Command for macOS executables, e.g. codesign */
      darwin?: (string)[] | undefined;
      /** Command for Windows executables, e.g. signtool or osslsigncode */
      windows?: (string)[] | undefined;
      /** Command for Linux executables */
      linux?: (string)[] | undefined;
    };
    /** minisign public key of real releases: the key itself (56 characters), or the path of its file */
    publicKey?: string | undefined;
  };
  /** Where pinned runtimes are; by default the ones Slipway brings */
  runtimes?: {
    /** Folder with one pinned runtime per target */
    folder: string;
    /** File with the SHA-256 of every runtime */
    checksums: string;
  } | undefined;
};
