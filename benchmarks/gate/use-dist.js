// Loaded before all else in a process that measures (`--import`): `fastlog` is then the build in the
// folder that FASTLOG_GATE_DIST names, for whoever imports it.
import * as module from "node:module";
import { pathToFileURL } from "node:url";

const own = pathToFileURL(`${process.env.FASTLOG_GATE_DIST}/index.js`).href;

if (module.registerHooks !== undefined) {
  module.registerHooks({ resolve: (...call) => resolve(own, ...call) });
} else {
  // Node 20: hooks live in a thread of their own, which sleeps once everything is imported.
  const hooks = `${resolve}
    const own = (...call) => resolve(${JSON.stringify(own)}, ...call);
    export { own as resolve };`;
  module.register(`data:text/javascript,${encodeURIComponent(hooks)}`);
}

function resolve(url, specifier, context, next) {
  if (specifier !== "fastlog") return next(specifier, context);
  return { url, format: "module", shortCircuit: true };
}
