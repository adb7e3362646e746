const { debug, info } = require("fastlog");

exports.work = (round) => {
  info("dep1 info {}", round);
  debug("dep1 debug {}", round);
};
