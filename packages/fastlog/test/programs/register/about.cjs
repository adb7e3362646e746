const { capture } = require("fastlog/testing");

const key = Object.getOwnPropertySymbols(globalThis).find((symbol) =>
  symbol.description.startsWith("fastlog.runtime/"),
);

/** Whether a function is bound to a target, and to which. */
exports.about = (log) => {
  if (log === globalThis[key]().plain.info) return "plain";
  const captured = capture({ format: { template: "{target}: {message}" } });
  log("bound");
  captured.restore();
  return captured.text.trim();
};
