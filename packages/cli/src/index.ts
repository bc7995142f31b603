export { defineConfig, type SlipwayConfig } from "@slipway/config/define-config";
