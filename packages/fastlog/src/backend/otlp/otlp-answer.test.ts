import { describe, expect, test } from "vitest";
import { type HttpAnswer, meaningOf, retryAfter } from "./otlp-answer.ts";
import { answerIn } from "./read-answer.ts";

const NOW = Date.UTC(2026, 10, 21, 3, 8, 25);

const answer = (status: number, body: string | Buffer = "", headers = {}): HttpAnswer => ({
  status,
  headers,
  body: Buffer.from(body),
});

describe("the time of a Retry-After", () => {
  test.each([
    [undefined, 0],
    ["0", 0],
    ["7", 7_000],
    [" 7 ", 7_000],
    ["Sat, 21 Nov 2026 03:08:35 GMT", 10_000],
    ["Sat, 21 Nov 2026 03:08:15 GMT", 0],
    ["soon", 0],
    ["-5", 0],
    ["99999999999", 3_600_000],
  ])("%j is %i ms", (header, after) => {
    expect(retryAfter(header, NOW)).toBe(after);
  });
});

describe("an answer", () => {
  test.each([200, 202, 204])("of status %i means that the records were taken", (status) => {
    expect(meaningOf(answer(status))).toEqual({ kind: "accepted", rejected: 0, words: "" });
  });

  test.each([
    ["no message", Buffer.from([0xff, 0xff])],
    ["a text", Buffer.from("OK")],
    ["an empty message", Buffer.from([0x0a, 0x00])],
  ])("with %s in its body means the same", (_, body) => {
    expect(meaningOf(answer(200, body))).toMatchObject({ kind: "accepted", rejected: 0 });
  });

  test("in JSON may have the count as a number", () => {
    const body = JSON.stringify({ partialSuccess: { rejectedLogRecords: 2, errorMessage: "x" } });
    const meaning = meaningOf(answer(200, body, { "content-type": "application/json" }));
    expect(meaning).toEqual({ kind: "accepted", rejected: 2, words: "x" });
  });

  test.each<readonly [string, string | Buffer, string, string]>([
    ["a status in JSON", '{"code":3,"message":"bad"}', "application/json", "bad"],
    [
      "a status in protobuf",
      Buffer.from([8, 3, 0x12, 3, 98, 97, 100]),
      "application/x-protobuf",
      "bad",
    ],
    ["a text", "bad\nthing\u001b[31m", "text/plain", "bad thing [31m"],
    ["JSON without a message", "[1]", "application/json", "[1]"],
  ])("that refuses with %s has its words, on one line", (_, body, type, words) => {
    const meaning = meaningOf(answer(400, body, { "content-type": type }));
    expect(meaning).toEqual({ kind: "refused", words });
  });

  test("that is very long has its first words", () => {
    const { words } = meaningOf(answer(400, "x".repeat(1_000_000)));
    expect(words).toBe(`${"x".repeat(300)}…`);
  });

  test("asks to come later after the time of its header", () => {
    const meaning = meaningOf(answer(503, "", { "retry-after": "2" }));
    expect(meaning).toEqual({ kind: "later", after: 2_000, words: "" });
  });
});

describe("the answer in bytes of a socket", () => {
  const bytes = (text: string) => Buffer.from(text.replaceAll("\n", "\r\n"));

  test.each([
    ["with a length", "HTTP/1.1 200 OK\nContent-Length: 2\nX-A:  b \n\nhi", false],
    ["in chunks", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\nh\n1\ni\n0\n\n", false],
    ["up to the end", "HTTP/1.0 200 OK\n\nhi", true],
    [
      "after an interim one",
      "HTTP/1.1 102 Wait\n\nHTTP/1.1 200 OK\ncontent-length: 2\n\nhi",
      false,
    ],
  ])("%s is read", (_, text, isAll) => {
    expect(answerIn(bytes(text), isAll)).toMatchObject({ status: 200, body: Buffer.from("hi") });
  });

  test.each([
    ["without the end of its head", "HTTP/1.1 200 OK\nContent-Length: 0"],
    ["whose body is not whole", "HTTP/1.1 200 OK\nContent-Length: 3\n\nhi"],
    ["whose chunks are not whole", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nh"],
    ["of another protocol", "SSH-2.0\n\n"],
  ])("%s is none yet", (_, text) => {
    expect(answerIn(bytes(text), false)).toBeUndefined();
  });
});
