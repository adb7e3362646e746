const { about } = require("./about.cjs");
const { info } = require("fastlog");
const fastlog = require("fastlog");

const facts = about(info);
const shared = {
  configure: fastlog.configure,
  createLevels: fastlog.createLevels,
  FastlogError: fastlog.FastlogError,
  logger: fastlog.logger,
};
const isSame = fastlog === require("fastlog") && fastlog.info === info;
const names = Object.keys(fastlog).sort();
module.exports = { facts, shared, isSame, names };
