import { invalidOption } from "../diagnostics/invalid-option.ts";
import { formatMeant } from "../diagnostics/option-suggestions.ts";
import { type CompiledFormat, compileFormat, EXPECTED_FORMAT } from "../encode/format/format.ts";

/** A format, compiled. Throws where it is none. */
export function formatOf(format: unknown): CompiledFormat {
  const compiled = compileFormat(format);
  if (compiled === undefined)
    throw invalidOption("format", format, `${EXPECTED_FORMAT}${formatMeant(format)}`);
  return compiled;
}
