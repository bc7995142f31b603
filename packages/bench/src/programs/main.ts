/** Runs one stage in the current folder: `compile`, `compile-stamped` or `read-back`. */

import { compileAll, openBench, stampAndReadBack } from "./stages.ts";

const bench = await openBench(process.cwd());
switch (process.argv[2]) {
  case "compile":
    await compileAll(bench, "plain");
    break;
  case "compile-stamped":
    await compileAll(bench, "stamped");
    break;
  case "read-back":
    await stampAndReadBack(bench);
    break;
  default:
    throw new Error("name a stage: compile, compile-stamped, read-back");
}
