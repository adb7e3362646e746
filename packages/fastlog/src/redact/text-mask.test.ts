import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LOOK_ALIKES, PLANTED } from "../../test/fixtures/secrets.ts";
import { SECRET_NAMES } from "./secret/names.ts";
import { TextMask } from "./text-mask.ts";

const LENGTH = 65_536;
const MARK = "[Redacted]";

const maskOf = (
  patterns: ConstructorParameters<typeof TextMask>[0],
  replacement: ConstructorParameters<typeof TextMask>[1] = MARK,
) => new TextMask(patterns, replacement, LENGTH);

const all = maskOf(SECRET_NAMES);

test.each(PLANTED)("finds the $pattern in $text, and masks only that", ({ text, secret }) => {
  expect(all.finds(text)).toBe(true);
  expect(all.apply(text)).not.toContain(secret);
  const [before] = text.split(secret);
  expect(all.apply(text).startsWith(before as string)).toBe(true);
});

test.each(LOOK_ALIKES)("leaves %s as it is", (text) => {
  expect(all.finds(text)).toBe(false);
  expect(all.apply(text)).toBe(text);
});

test("masks all secrets of a text, whatever stands between them", () => {
  const some = fc.shuffledSubarray(
    PLANTED.filter(({ text }) => !text.startsWith("cut off")),
    { minLength: 1 },
  );
  const between = fc.constantFrom(" ", "\n", ", ", " → ", '" "', " x ");
  fc.assert(
    fc.property(some, between, (planted, between) => {
      const masked = all.apply(planted.map(({ text }) => text).join(between));
      for (const { secret } of planted) expect(masked).not.toContain(secret);
    }),
    { numRuns: 300 },
  );
});

test("changes nothing in a text of other patterns, and no text twice", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      const masked = all.apply(text);
      expect(all.apply(masked)).toBe(masked);
      expect(masked === text).toBe(!all.finds(text));
    }),
  );
  for (const { text } of PLANTED) expect(all.apply(all.apply(text))).toBe(all.apply(text));
});

describe("the replacement", () => {
  const card = "4111 1111 1111 1111";

  test("is the text that is given", () => {
    expect(maskOf(["card"], "***").apply(`pay ${card}, ${card}`)).toBe("pay ***, ***");
    expect(maskOf(["card"], "").apply(`pay ${card}.`)).toBe("pay .");
  });

  test("is what a function gives for the secret and the pattern's name", () => {
    const mask = maskOf(["card", "url-password", /id-\d+/], (secret, name) => {
      return name === "card" ? `…${secret.slice(-4)}` : `<${name} ${secret.length}>`;
    });
    expect(mask.apply(`${card} ftp://u:pass@h id-17`)).toBe(
      String.raw`…1111 ftp://u:<url-password 4>@h <id-\d+ 5>`,
    );
    expect(mask.runsCode).toBe(true);
    expect(all.runsCode).toBe(false);
  });

  test("may fail, and nothing of the text is written then", () => {
    const mask = maskOf(["card"], () => {
      throw new Error("no");
    });
    expect(mask.apply(`pay ${card}`)).toBe("[withheld: redaction failed]");
    expect(mask.apply("pay cash")).toBe("pay cash");
  });
});

describe("a regular expression", () => {
  test("masks all its matches", () => {
    const mask = maskOf([/sess-[a-z0-9]+/]);
    expect(mask.apply("sess-1 and sess-abc, not sess- or Sess-1")).toBe(
      `${MARK} and ${MARK}, not sess- or Sess-1`,
    );
  });

  test.each([
    [/id=\w+/i, "ID=a id=b", `${MARK} ${MARK}`],
    [/^k.*$/m, "k1\nx\nk2", `${MARK}\nx\n${MARK}`],
    [/a.b/s, "a\nb", MARK],
    [/a.b/, "a\nb", "a\nb"],
    [/\u00e9+/u, "caféé", `caf${MARK}`],
    [/\p{Lu}{2}\/\d/u, "x ÄÖ/1", `x ${MARK}`],
    [/(?<word>a|ab)c/, "abc ac", `${MARK} ${MARK}`],
    [/x+/g, "axxb", `a${MARK}b`],
    [/Redacted|secret/, "secret", MARK],
  ])("%s makes of %j %j", (pattern, text, masked) => {
    expect(maskOf([pattern]).apply(text)).toBe(masked);
  });

  test("is applied behind the others", () => {
    expect(maskOf([/https?:\S+/, "url-password"]).apply("at http://u:p@h/x")).toBe(`at ${MARK}`);
  });

  test("that matches very often takes the rest of the text", () => {
    const mask = maskOf([/\d/]);
    expect(mask.apply("1".repeat(100))).toBe(MARK.repeat(100));
    expect(mask.apply(`${"1 ".repeat(1_000)}x`)).toBe(`${`${MARK} `.repeat(127)}${MARK}`);
  });
});

describe("a text that is too long for any record", () => {
  const [token] = PLANTED;
  const secret = token?.secret as string;

  test("keeps its length", () => {
    const text = "x".repeat(1_000_000);
    expect(all.finds(text)).toBe(true);
    expect(all.apply(text)).toHaveLength(text.length);
  });

  test("is masked where it may be written, and shows nothing where it may not", () => {
    const text = `Bearer ${secret} ${"x ".repeat(500_000)}Bearer ${secret} ${"y ".repeat(250_000)}Bearer ${secret}`;
    const masked = all.apply(text);
    expect(masked.includes(secret.slice(0, 8))).toBe(false);
    expect(masked.startsWith(`Bearer ${MARK} x x`)).toBe(true);
    expect(masked.endsWith(`y y Bearer ${MARK}`)).toBe(true);
    expect(masked.slice(0, (LENGTH * 3) / 4).includes("*")).toBe(false);
    expect(masked.slice(-LENGTH / 4).includes("*")).toBe(false);
  });

  test("shows no part of a secret that lies where it is cut", () => {
    for (let shift = -80; shift <= 80; shift += 7) {
      for (const edge of [LENGTH, LENGTH + 8_192]) {
        const text = `${"x ".repeat((edge + shift) / 2)}Bearer ${secret} ${"y ".repeat(500_000)}`;
        expect(all.apply(text).includes(secret.slice(0, 8))).toBe(false);
        const back = `${"y ".repeat(500_000)}Bearer ${secret} ${"x ".repeat(((edge >> 2) + shift) / 2)}`;
        expect(all.apply(back).includes(secret.slice(-8))).toBe(false);
      }
    }
  });
});
