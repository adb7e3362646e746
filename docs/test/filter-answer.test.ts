import { parseFilter } from "fastlog/filter";
import { expect, test } from "vitest";
import { answer } from "../.vitepress/components/filter-answer.ts";
import { marked } from "../.vitepress/components/marked.ts";

const ask = (spec: string, targets = "app", message = "", ranges = false) =>
  answer(parseFilter, { spec, targets, message, ranges });

test.each([
  ["info,db=wran", "db=wran", "info,db=warn"],
  ["info,db=wran,db=wran,app=info", "db=wran", "info,db=warn,db=wran,app=info"],
  [" db = wran ,info", "db = wran", " db = warn ,info"],
  ["wran=wran", "wran=wran", "wran=warn"],
  ["info,dep1=debug@100", "dep1=debug@100", "info,dep1=debug@100/s"],
  ["info,off@10%", "off@10%", "info,off"],
  ["debug/a(?=b)", "/a(?=b)", undefined],
  ["a=b=c,info", "a=b=c", undefined],
  ["a=info/b=c/d", "a=info/b=c/d", undefined],
  ["app/http/tls=debug", "app/http/tls=debug", "app::http::tls=debug"],
  ["info,app=info..warn", "app=info..warn", "info,app=info"],
  ["app=info..warn@10%,info", "app=info..warn@10%", "app=info@10%,info"],
  ["app=off@10%", "app=off@10%", "app=off"],
])("the first fault of %j stands at %j, and is mended by %j", (spec, place, mended) => {
  const [problem] = ask(spec).problems;
  expect(problem?.kind).toBe("error");
  expect(spec.slice(problem?.start, problem?.end)).toBe(place);
  expect(problem?.mended).toBe(mended);
});

test.each([
  ["verbose", "verbose", "debug"],
  ["info,app.http=debug", "app.http=debug", "info,app::http=debug"],
  ["app:debug,warn", "app:debug", "app=debug,warn"],
  ["app/http=debug", "/http=debug", "app::http=debug"],
  ["info app=debug", "info app=debug", "info,app=debug"],
  ["root=debug,db=warn", "root=debug", "debug,db=warn"],
  ["warn,app/http=debug", "/http=debug", "warn,app::http=debug"],
])("the hint at %j stands at %j, and is followed by %j", (spec, place, mended) => {
  const [problem] = ask(spec).problems;
  expect(problem?.kind).toBe("hint");
  expect(spec.slice(problem?.start, problem?.end)).toBe(place);
  expect(problem?.mended).toBe(mended);
});

test("two faults that are written alike stand at different places", () => {
  const starts = ask("a=x,b=y,a=x").problems.map(({ start }) => start);
  expect(starts).toEqual([0, 4, 8]);
});

test.each([
  ["warn,app=info,app::http=trace", "app::http::tls", "app::http=trace"],
  ["warn,app=info,app::http=trace", "other", "warn"],
  ["app=info,dep1,app=debug", "app", "app=debug"],
  ["=debug,info,=trace", "any", "info"],
  ["info, @acme/db=debug@100/s /x", "@acme/db", "@acme/db=debug@100/s"],
])("in %j, what decides for %j is %j", (spec, target, text) => {
  const [row] = ask(spec, target).rows;
  expect(row?.part?.text).toBe(text);
  expect(spec.slice(row?.part?.start, row?.part?.end)).toBe(text);
  expect(row?.why).toMatch(/^decides/);
});

test.each([
  ["", "No directive is valid, so error and above pass, from every target."],
  ["dep1=info", "No directive names it, and no level stands for all other targets: off."],
])("in %j nothing decides: %s", (spec, why) => {
  expect(ask(spec).rows).toMatchObject([{ part: undefined, why }]);
});

test("a limit stands at the levels that pass and that it applies to", () => {
  const [row] = ask("debug@100/s").rows;
  expect(row?.cells.map(({ level, passes, limit }) => [level, passes, limit])).toEqual([
    ["fatal", true, undefined],
    ["error", true, undefined],
    ["warn", true, "100/s"],
    ["info", true, "100/s"],
    ["debug", true, "100/s"],
    ["trace", false, undefined],
  ]);
});

test("an expression is tried with the message", () => {
  expect(ask("info/time.ut", "app", "read timeout").pattern).toEqual({
    source: "time.ut",
    matches: true,
  });
  const missed = ask("info/time.ut", "app", "ready");
  expect(missed.pattern?.matches).toBe(false);
  expect(missed.rows[0]?.cells.some(({ passes }) => passes)).toBe(false);
});

test("an upper bound is an error unless the filter is that of a backend", () => {
  expect(ask("info..warn").problems).toHaveLength(1);
  const { problems, rows } = ask("info..warn", "app", "", true);
  expect(problems).toEqual([]);
  expect(rows[0]?.cells.filter(({ passes }) => passes).map(({ level }) => level)).toEqual([
    "warn",
    "info",
  ]);
});

test("targets are the lines that are not empty, each once, at most 200", () => {
  expect(ask("info", " app \n\n dep1\napp").rows.map(({ target }) => target)).toEqual([
    "app",
    "dep1",
  ]);
  const many = Array.from({ length: 300 }, (_, i) => `t${i}`).join("\n");
  expect(ask("info", many).rows).toHaveLength(200);
});

test.each([
  ["info,db=wran", 5, 12, ["info,", "[db=wran]"]],
  ["a=x,info", 0, 3, ["[a=x]", ",info"]],
])("%j is marked from %i to %i", (text, start, end, pieces) => {
  const shown = marked(text, { start, end }).map((piece) =>
    piece.isMarked ? `[${piece.text}]` : piece.text,
  );
  expect(shown).toEqual(pieces);
});
