import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { capture } from "fastlog/testing";
import { pay, place } from "./orders.js";

let log;
beforeEach(() => {
  log = capture(); // takes all records of this thread, whatever LOG says
});
afterEach(() => log.restore());

test("an order is logged with its number and the count of its items", () => {
  place({ id: 17, items: ["pen", "paper"] });
  const [{ level, target, message, fields }] = log.records;
  assert.deepEqual({ level, target }, { level: "info", target: "shop::orders" });
  assert.deepEqual({ message, fields }, { message: "order 17 placed", fields: { items: 2 } });
});

test("an empty order is logged as a warning", () => {
  place({ id: 18, items: [] });
  assert.deepEqual(
    log.records.map(({ level }) => level),
    ["warn"],
  );
});

test("a card that is refused is logged with the reason", () => {
  pay({ id: 17 }, () => {
    throw new RangeError("card refused");
  });
  const [{ level, fields }] = log.records;
  assert.equal(level, "error");
  assert.equal(fields.err.type, "RangeError");
  assert.equal(fields.err.message, "card refused");
});
