import { checkGiven } from "../options/option-kinds.ts";
import type { FdOptions } from "./fd-options.ts";
import { fdKinds } from "./fd-options.ts";

/** Checks options of a descriptor. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkFdOptions(factory: string, options: FdOptions): void {
  checkGiven(factory, options, fdKinds());
}
