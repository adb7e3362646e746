const { info } = require("fastlog");

module.exports = { info };
