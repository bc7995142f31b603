export { dataFolder, type PlacesEnv } from "./data-folder.ts";
export { type RunPlaces, runPlaces } from "./run-folder.ts";
