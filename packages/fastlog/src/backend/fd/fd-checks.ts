import { checkGiven } from "../options/option-kinds.ts";
import { type StandardOptions, standardKinds } from "./fd-options.ts";

/** Checks options of a standard stream. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkStandardOptions(factory: string, options: StandardOptions): void {
  checkGiven(factory, options, standardKinds());
}
