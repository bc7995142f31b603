import { defineConfig, type SlipwayConfig } from "slipway";

const config: SlipwayConfig = defineConfig({
  product: "chatty",
  version: "0.1.0",
  apps: {
    chatty: {
      entry: "packages/server/src/main.ts",
      smoke: [
        { args: ["--version"], stdout: [/^0\.1\.0\n$/] },
        { args: ["--help"], stdout: ["server", "gui"] },
        { args: ["gui", "--help"], stdout: ["--port"] },
        { args: ["list"], stdout: ["about"] },
        { args: ["nonsense"], exitCode: 2, stderr: ["nonsense"] },
      ],
    },
    "chatty-daemon": {
      entry: "packages/daemon/src/main.ts",
      smoke: [
        { args: ["--version"], stdout: [/^0\.1\.0\n$/] },
        {
          stdin: '{"method":"get_status","params":{},"id":"1"}\n',
          stdout: [/^\{"jsonrpc":"2\.0","id":"1","result":\{.*\}\}\n$/],
        },
        { args: [], stdin: "", stdout: [/^$/], stderr: [/^$/] },
      ],
    },
  },
});

export default config;
