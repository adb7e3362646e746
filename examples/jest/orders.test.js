const { capture } = require("fastlog/testing");
const { pay, place } = require("./orders.js");

let log;
beforeEach(() => {
  log = capture(); // takes all records of this thread, whatever LOG says
});
afterEach(() => log.restore());

test("an order is logged with its number and the count of its items", () => {
  place({ id: 17, items: ["pen", "paper"] });
  expect(log.records).toMatchObject([
    { level: "info", target: "shop::orders", message: "order 17 placed", fields: { items: 2 } },
  ]);
});

test("an empty order is logged as a warning", () => {
  place({ id: 18, items: [] });
  expect(log.records).toMatchObject([{ level: "warn", message: "order 18 is empty" }]);
});

test("a card that is refused is logged with the reason", () => {
  pay({ id: 17 }, () => {
    throw new RangeError("card refused");
  });
  const err = { type: "RangeError", message: "card refused" };
  expect(log.records).toMatchObject([{ level: "error", fields: { err } }]);
});
