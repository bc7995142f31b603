export { EXIT_CODES, type FaultKind } from "./exit-codes.ts";
export { fileFaultOf } from "./file-fault.ts";
export {
  Fault,
  type FaultData,
  faultData,
  faultOfData,
  faultsOf,
  type FaultTable,
  type FaultText,
} from "./fault.ts";
export { detailLines } from "./detail-lines.ts";
export { nearest, suggest } from "./nearest.ts";
export { exitCodeOf, faultToJson, faultToText, type FaultJson } from "./render.ts";
export { shortened } from "./shortened.ts";
