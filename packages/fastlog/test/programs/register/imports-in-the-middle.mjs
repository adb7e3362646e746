// Has import-in-the-middle see the exports of `fastlog`, as OpenTelemetry does.
import module from "node:module";

if (module.registerHooks === undefined) {
  module.register("import-in-the-middle/hook.mjs", import.meta.url);
} else {
  await import("import-in-the-middle/register-hooks.mjs");
}
const { Hook } = await import("import-in-the-middle");
new Hook(["fastlog"], () => {});
