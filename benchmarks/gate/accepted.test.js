import { expect, test } from "vitest";
import { acceptedFor, checked, readAccepted } from "./accepted.js";

const BASE = "3f549fcfc407299d4183bedd1e52f32c7a87fc36";
const ENTRY = {
  row: "fields",
  atMost: 1.12,
  why: "fields with the names of the log's own are renamed",
  base: "3f549fc",
};

test("what is accepted holds against its own base only", () => {
  const other = { ...ENTRY, row: "import", base: "118c1f5" };
  expect(acceptedFor([ENTRY, other], BASE)).toEqual({
    limits: { fields: 1.12 },
    outdated: [other],
  });
});

test.each([
  [{ row: "feilds" }, 'accepted.json, row "feilds": expected one of message, integers, fields'],
  [{ atMost: 0.9 }, 'row "fields": atMost is 0.9, expected more than 1'],
  [{ atMost: "12 %" }, 'row "fields": atMost is 12 %, expected more than 1'],
  [{ why: "slow" }, 'row "fields": why is "slow", expected the reason in a sentence'],
  [{ why: undefined }, 'row "fields": why is undefined, expected the reason in a sentence'],
  [{ base: "main" }, 'row "fields": base is "main", expected a commit\'s hash'],
])("an entry with %j is refused", (change, message) => {
  expect(() => checked([{ ...ENTRY, ...change }])).toThrow(message);
});

test("the reviewed file can be read", () => {
  expect(readAccepted()).toBeInstanceOf(Array);
});
