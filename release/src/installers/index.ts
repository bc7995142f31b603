export type { InstallerInput, InstallerTarget, InstallerText } from "./installer-input.ts";
export {
  installerFiles,
  type InstallerTexts,
  installerTexts,
  POWERSHELL_INSTALLER,
  SHELL_INSTALLER,
} from "./installer-texts.ts";
