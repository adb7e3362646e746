import { expectTypeOf, test } from "vitest";
import type { RecordEncoder } from "./encoder.ts";
import type { MaskingEncoder } from "./masking-encoder.ts";

/** Members that are used only where nothing is masked, or of the encoder inside: by traces, events and shortened records. */
type Left = "trace" | "openJson" | "closeJson" | "jsonStyle" | "needed" | "object";

test("an encoder that masks has each member of the encoder inside that records need", () => {
  expectTypeOf<Exclude<keyof RecordEncoder, keyof MaskingEncoder>>().toEqualTypeOf<Left>();
});
