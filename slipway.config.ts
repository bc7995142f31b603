import { defineConfig, type SlipwayConfig } from "slipway";

/** HTTPS trusts what the system trusts, beside Bun's own list. It is read at the first connection. */
const EXEC_ARGV = ["--use-system-ca"];

const config: SlipwayConfig = defineConfig({
  product: "chatty",
  version: "0.1.0",
  targets: [
    "linux-x64",
    "linux-arm64",
    "linux-x64-musl",
    "linux-arm64-musl",
    "darwin-x64",
    "darwin-arm64",
    "darwin-universal",
    "windows-x64",
    "windows-arm64",
  ],
  apps: {
    chatty: {
      entry: "packages/server/src/main.ts",
      execArgv: EXEC_ARGV,
      windows: {
        icon: "packages/server/assets/chatty.ico",
        company: "Slipway",
        description: "A hub for commands",
        copyright: "MIT licence",
      },
      smoke: [
        {
          args: ["--version"],
          stdout: ["{version} (", /^\S+ \((?:[0-9a-f]{12}(?:-dirty)?, )?\d{4}-\d\d-\d\d\)\n$/],
        },
        { args: ["--help"], stdout: ["server", "gui"] },
        { args: ["gui", "--help"], stdout: ["--port"] },
        { args: ["list"], stdout: ["about"] },
        { args: ["list", "--json"], stdout: ['"uuid"'] },
        {
          args: ["run", "hash", "--text=abc", "--algorithm", "md5"],
          stdout: ["900150983cd24fb0d6963f7d28e17f72"],
        },
        {
          args: ["run", "uuid", "--count=2", "--json"],
          stdout: [/^\{\s*"uuids": \[(?:\s*"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}",?){2}\s*\]\s*\}\s*$/],
        },
        { args: ["config", "check"], stdout: ["not there, built-in commands only"] },
        { args: ["config", "init"], stdout: ["chatty.config.json", "chatty.schema.json"] },
        { args: ["config", "check"], stdout: ["3 commands, 1 prompt"] },
        { args: ["run", "greet", "--help"], stdout: ["Greet somebody", "--name"] },
        { args: ["server", "tools"], stdout: ["greet", "uuid"] },
        { args: ["server", "tools", "--json"], stdout: ['"inputSchema"'] },
        { args: ["server", "status"], stderr: ["No server is running"] },
        { args: ["completions", "values", "--current=", "--", "run"], stdout: ["hash\t"] },
        { args: ["nonsense"], exitCode: 2, stderr: ["nonsense"] },
        { args: ["list", "--jsno", "--json"], exitCode: 2, stdout: ['"error"'], stderr: ["--json"] },
        { kind: "mcp", args: ["server", "start"], tools: ["about", "greet", "hash", "time", "uuid"] },
      ],
      completions: {
        bash: ["completions", "bash"],
        zsh: ["completions", "zsh"],
        fish: ["completions", "fish"],
        powershell: ["completions", "powershell"],
      },
      man: ["man"],
    },
    "chatty-daemon": {
      entry: "packages/daemon/src/main.ts",
      execArgv: EXEC_ARGV,
      windows: {
        icon: "packages/server/assets/chatty.ico",
        company: "Slipway",
        description: "Runs the commands of chatty",
        copyright: "MIT licence",
      },
      smoke: [
        { args: ["--version"], stdout: ["{version} ("] },
        {
          stdin: '{"method":"get_status","params":{},"id":"1"}\n',
          stdout: [/^\{"jsonrpc":"2\.0","id":"1","result":\{.*\}\}\n$/],
        },
        { args: [], stdin: "", stdout: [/^$/], stderr: [/^$/] },
        // A program that every system has: it comes into the history, and ends with the daemon.
        {
          stdin: [
            '{"method":"start_run","params":{"kind":"program","argv":["whoami"]},"id":1}',
            '{"method":"list_runs","id":2}',
            '{"method":"list_accounts","id":3}',
            "",
          ].join("\n"),
          stdout: [
            /^\{"jsonrpc":"2\.0","id":1,"result":\{"id":"[0-9a-f-]{36}","kind":"program",.*"state":"running",/m,
            /^\{"jsonrpc":"2\.0","id":2,"result":\{"runs":\[\{"id":"[0-9a-f-]{36}",.*"argv":\["whoami"\],/m,
            /^\{"jsonrpc":"2\.0","id":3,"result":\{"accounts":\[\]\}\}$/m,
          ],
        },
      ],
    },
  },
  archive: { files: ["README.md", "LICENSE", "packages/server/chatty.schema.json"] },
  channels: { homebrew: { tap: "slipway-build/homebrew-tap" } },
});

export default config;
