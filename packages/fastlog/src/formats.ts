import { type CompiledFormat, compileFormat, EXPECTED_FORMAT } from "./encode/format.ts";
import { formatMeant } from "./option-meant.ts";
import { unusable } from "./unusable.ts";

/** A format, compiled. Throws where it is none. */
export function formatOf(format: unknown): CompiledFormat {
  const compiled = compileFormat(format);
  if (compiled === undefined)
    throw unusable("format", format, `${EXPECTED_FORMAT}${formatMeant(format)}`);
  return compiled;
}
