const { error, logger } = require("fastlog");

const log = logger("shop::orders");

function place({ id, items }) {
  if (items.length === 0) {
    log.warn("order {} is empty", id);
    return false;
  }
  log.info("order {} placed", id, { items: items.length });
  return true;
}

function pay({ id }, charge) {
  try {
    charge(id);
  } catch (reason) {
    error(reason, "order {} not paid", id);
  }
}

module.exports = { pay, place };
