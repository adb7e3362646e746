import { invalidOption } from "../diagnostics/invalid-option.ts";
import { formatMeant } from "../diagnostics/option-suggestions.ts";
import { type CompiledFormat, compileFormat, EXPECTED_FORMAT } from "../encode/format/format.ts";

/** Compiles a format. Throws if the value is not a format. */
export function formatOf(format: unknown): CompiledFormat {
  const compiled = compileFormat(format);
  if (compiled === undefined)
    throw invalidOption("format", format, `${EXPECTED_FORMAT}${formatMeant(format)}`);
  return compiled;
}
