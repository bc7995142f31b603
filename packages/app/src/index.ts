export { commit, date, version, versionText } from "./identity.ts";
