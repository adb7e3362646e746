import { describe, expect, test } from "vitest";
import { Tally } from "./tally.js";

describe("a tally", () => {
  test("counts the lines of a stream wherever it is cut, and keeps the first whole", () => {
    const tally = new Tally();
    for (const piece of ["one", " line\ntw", "o\n", "th"]) tally.stream(Buffer.from(piece));
    expect(tally.report()).toMatchObject({ records: 2, bytes: 15 });
    expect(tally.samples).toEqual(["one line"]);
  });

  test.for([
    ["one record", "a", 1],
    ["a record with its newline", "a\n", 1],
    ["several records", "a\nb\nc", 3],
  ])("counts the records of a datagram: %s", ([, text, records]) => {
    const tally = new Tally();
    tally.datagram(Buffer.from(text));
    expect(tally.report()).toMatchObject({ records, bytes: text.length, datagrams: 1 });
  });

  test.for([
    ["of that length", "one\ntwo\n", 2],
    ["of other lengths", "a\nthree\nsix\n\n", 4],
    ["of that length, in pieces", "on|e\ntw|o\n|six|\n", 3],
  ])("that knows a length counts lines %s", ([, text, records]) => {
    const tally = new Tally(4);
    for (const piece of text.split("|")) tally.stream(Buffer.from(piece));
    expect(tally.report()).toMatchObject({ records, bytes: text.replaceAll("|", "").length });
  });

  test("keeps every 997th line", () => {
    const tally = new Tally();
    for (let i = 0; i < 2000; i++) tally.stream(Buffer.from(`${i}\n`));
    expect(tally.samples).toEqual(["0", "997", "1994"]);
  });
});
