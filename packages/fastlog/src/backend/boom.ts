import type { SonicBoom, SonicBoomOpts } from "sonic-boom";
import { CHUNK_SIZE } from "../batch/chunk.ts";

const BUFFERS = {
  sync: true,
  contentMode: "buffer",
  maxWrite: CHUNK_SIZE,
  // EAGAIN comes back as an error instead of after a sleep of 100 ms.
  retryEAGAIN: () => false,
} as const;

/**
 * Required only here, where the first backend is opened: it takes half as long to load as all of
 * fastlog. The build puts it into the bundle.
 */
export function makeBoom(options: SonicBoomOpts): SonicBoom {
  const sonicBoom = require("sonic-boom") as typeof import("sonic-boom");
  return new sonicBoom.SonicBoom({ ...BUFFERS, ...options });
}
