// Has require-in-the-middle see the exports of all modules, as OpenTelemetry does.
const { Hook } = require("require-in-the-middle");

new Hook(null, { internals: true }, (exports) => exports);
