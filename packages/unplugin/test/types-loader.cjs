// A loader of webpack that takes the types away, as ts-loader does.
const { createRequire } = require("node:module");
const { join } = require("node:path");

module.exports = function takeTypesAway(code, map) {
  const { transformSync } = createRequire(join(this.getOptions().packers, "package.json"))(
    "esbuild",
  );
  const source =
    map === undefined
      ? ""
      : `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString("base64")}`;
  const made = transformSync(code + source, {
    loader: "ts",
    sourcemap: true,
    sourcefile: this.resourcePath,
  });
  this.callback(null, made.code, JSON.parse(made.map));
};
