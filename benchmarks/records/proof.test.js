import { describe, expect, test } from "vitest";
import { Proof } from "./proof.js";
import { SCENARIOS } from "./scenarios.js";

function record(scenario, i) {
  const { level, message, fields } = SCENARIOS[scenario];
  return { level, message: message(i), fields: fields(i) };
}

function prove(scenario, records) {
  const proof = new Proof(scenario);
  for (const one of records) proof.record(one);
  return proof.records;
}

describe("a proof", () => {
  test.for(Object.keys(SCENARIOS))("takes the records of a scenario: %s", (scenario) => {
    expect(prove(scenario, [record(scenario, 0), record(scenario, 1)])).toBe(2);
  });

  test("takes records with some missing in between, and does not count those", () => {
    expect(prove("fields", [record("fields", 0), record("fields", 7)])).toBe(2);
  });

  test.for([
    ["another message", { message: "request failed" }],
    ["another level", { level: "error" }],
    ["a field less", { fields: { method: "GET", ms: 0 } }],
    ["a field more", { fields: { method: "GET", status: 200, ms: 0, more: 1 } }],
    ["a number as a string", { fields: { method: "GET", status: "200", ms: 0 } }],
  ])("refuses a record with %s", ([, change]) => {
    expect(() => prove("fields", [{ ...record("fields", 0), ...change }])).toThrow();
  });

  test.for([
    ["is out of order", [1, 0]],
    ["comes twice", [0, 0]],
  ])("refuses a record that %s", ([, numbers]) => {
    const records = numbers.map((i) => record("fields", i));
    expect(() => prove("fields", records)).toThrow(/record 0 is out of order/);
  });

  test("refuses an Error without its stack", () => {
    const whole = record("error", 0);
    const { message, code } = whole.fields.err;
    const without = { ...whole, fields: { err: { message, code } } };
    expect(() => prove("error", [without])).toThrow();
  });
});
