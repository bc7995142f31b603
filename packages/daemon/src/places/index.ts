export { dataFolder, type PlacesEnv } from "./data-folder.ts";
export { homeFolder } from "./home-folder.ts";
export { folderNotice } from "./folder-notice.ts";
export { expectSocketPlace } from "../socket/expect-socket-place.ts";
export { type RunPlaces, runPlaces } from "./run-folder.ts";
