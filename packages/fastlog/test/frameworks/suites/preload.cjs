// Preloaded into the tests of other packages. `require("pino")` gives the stand-in, unless PINO=itself asks for pino, to
// see which of their tests fail here with pino too. What their tests need is found among this package's dependencies.
"use strict";

const dns = require("node:dns");
const { Module } = require("node:module");
const { join } = require("node:path");

const REPLACED = new Map([
  ["pino-itself", require.resolve("pino")],
  ["tap", join(__dirname, "tap.cjs")],
  // The tests of koa-pino-logger add middlewares to a server that listens, which later releases do not see.
  ["koa-compose", require.resolve("koa-compose-4-1")],
]);
if (process.env.PINO !== "itself") REPLACED.set("pino", join(__dirname, "pino.cjs"));

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...others) {
  const replacement = REPLACED.get(request);
  if (replacement !== undefined) return replacement;
  try {
    return resolve.call(this, request, parent, ...others);
  } catch (error) {
    if (request.startsWith(".")) throw error;
    return resolve.call(this, request, module, ...others);
  }
};

// Some containers know no `::1 localhost`.
const { lookup } = dns;
dns.lookup = function (name, options, callback) {
  const isIPv6 = options?.family === 6 || options?.family === "IPv6";
  if (name !== "localhost" || !isIPv6) return lookup.call(this, name, options, callback);
  if (options.all === true) callback(null, [{ address: "::1", family: 6 }]);
  else callback(null, "::1", 6);
};
