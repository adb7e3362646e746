// Loaded before all else in a process that measures (`--import`): whoever imports `fastlog` gets the package in
// the folder that FASTLOG_GATE_PACKAGE names, by that package's own `exports`.
import * as module from "node:module";
import { pathToFileURL } from "node:url";

// A package may import itself by its name: so its own folder is where the import is made to come from.
const parentURL = pathToFileURL(`${process.env.FASTLOG_GATE_PACKAGE}/package.json`).href;

if (module.registerHooks !== undefined) {
  module.registerHooks({ resolve: (...call) => resolve(parentURL, ...call) });
} else {
  // Node 20: hooks live in a thread of their own, which sleeps once everything is imported.
  const hooks = `${resolve}
    const own = (...call) => resolve(${JSON.stringify(parentURL)}, ...call);
    export { own as resolve };`;
  module.register(`data:text/javascript,${encodeURIComponent(hooks)}`);
}

function resolve(parentURL, specifier, context, next) {
  if (!/^fastlog($|\/)/.test(specifier)) return next(specifier, context);
  return next(specifier, { ...context, parentURL });
}
