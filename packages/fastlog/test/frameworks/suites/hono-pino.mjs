// Configuration of Vitest that runs the tests of hono-pino with the stand-in for pino. They are not in its package, so
// give a checkout of its repository with `hono`, `pino`, `defu` and `vitest` installed:
//
//   cd $CHECKOUT && npx vitest run --root . --config …/suites/hono-pino.mjs
//
// With PINO=itself it runs them with pino.
import { join } from "node:path";

const STAND_IN = [{ find: /^pino$/, replacement: join(import.meta.dirname, "pino.mjs") }];

export default {
  resolve: { alias: process.env.PINO === "itself" ? [] : STAND_IN },
  test: { environment: "node", include: ["src/**/*.test.ts"] },
};
