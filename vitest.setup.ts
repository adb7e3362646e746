import { createRequire } from "node:module";

// The sources require what they load late; the build puts it into the bundle.
globalThis.require ??= createRequire(new URL("packages/fastlog/src/", import.meta.url));
