import { parseFilter } from "fastlog/filter";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { LEVELS } from "../.vitepress/components/filter-answer.ts";
import { FORMATS, indented } from "../.vitepress/components/formats.ts";
import type { TypedCall } from "../.vitepress/components/rendered-call.ts";
import { type Written, writtenByNode } from "./expected.ts";
import type { Tab } from "./tab.ts";
import { FILTER_VECTORS, type FilterVector, LINE_VECTORS } from "./vectors.ts";

/** The built site in a browser. */
export interface Site {
  /** Opens a page of the site in a tab of its own. */
  open(path: string): Promise<Tab>;
  /** Its address, without a `/` at the end. */
  url(): string;
}

const FILTER = "/guides/filter-playground";
const TEMPLATE = "/guides/template-playground";
const PICKER = "/guides/format-picker";

/** Short filters, to be typed key by key. */
const TYPED = FILTER_VECTORS.filter(({ spec }) => spec.length <= 32).filter((_, i) => i % 5 === 0);

/** Tests that the playgrounds answer as the library in Node does, whatever is typed. */
export function testPlaygrounds({ open, url }: Site): void {
  /** Opens a page, and waits for its playground. */
  async function opened(path: string) {
    const tab = await open(path);
    await tab.page.waitForSelector(".playground");
    return tab;
  }

  describe("the filter playground", () => {
    test(`answers as Node in ${FILTER_VECTORS.length} cases`, async () => {
      const tab = await opened(FILTER);
      const { page } = tab;
      const shown = await page.evaluate(async (vectors) => {
        const all = [];
        for (const { spec, target, message, ranges } of vectors) {
          const inputs = { log: spec, targets: target, message };
          for (const [name, value] of Object.entries(inputs)) {
            const input = document.querySelector<HTMLInputElement>(`#filter-${name}`);
            if (input === null) throw new Error(`no input ${name}`);
            input.value = value;
            input.dispatchEvent(new Event("input"));
          }
          const box = document.querySelector<HTMLInputElement>("#filter-ranges");
          if (box?.checked !== ranges) box?.click();
          await new Promise((resolve) => setTimeout(resolve));
          const texts = (selector: string) =>
            Array.from(document.querySelectorAll<HTMLElement>(selector), (element) =>
              (element.textContent ?? "").replace(/\s+/g, " ").trim(),
            );
          all.push({ problems: texts(".problems p"), levels: texts(".level"), why: texts(".why") });
        }
        return all;
      }, FILTER_VECTORS);
      for (const [i, vector] of FILTER_VECTORS.entries()) {
        const { problems, levels, why } = shown[i] ?? {};
        const expected = expectedOf(vector);
        expect({ problems, levels }, JSON.stringify(vector)).toEqual(expected);
        expect(why?.join(), JSON.stringify(vector)).toMatch(/decides|No directive/);
      }
      expect(tab.complaints).toEqual([]);
      await page.close();
    });

    test("answers to what is typed, key by key", async () => {
      const { page } = await opened(FILTER);
      for (const vector of TYPED) {
        await page.setChecked("#filter-ranges", vector.ranges);
        await page.fill("#filter-targets", vector.target);
        await page.fill("#filter-message", vector.message);
        await page.fill("#filter-log", "");
        await page.locator("#filter-log").pressSequentially(vector.spec);
        const { problems, levels } = expectedOf(vector);
        expect(await texts(page, ".problems p"), JSON.stringify(vector)).toEqual(problems);
        expect(await texts(page, ".level"), JSON.stringify(vector)).toEqual(levels);
      }
      await page.close();
    });

    test("marks the place of an error, and mends it by the keyboard", async () => {
      const { page } = await opened(FILTER);
      await page.fill("#filter-log", "info,db=wran,app=trace");
      expect(await texts(page, ".problems mark")).toEqual(["db=wran"]);
      expect(await page.getAttribute("#filter-log", "aria-invalid")).toBe("true");
      await page.focus("#filter-log");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      expect(await page.inputValue("#filter-log")).toBe("info,db=warn,app=trace");
      expect(await texts(page, ".problems")).toEqual([]);
      expect(await page.getAttribute("#filter-log", "aria-invalid")).toBe("false");
      await page.close();
    });

    test("has its state in the address of the page, which another reader can open", async () => {
      const { page } = await opened(FILTER);
      const spec = "warn,@acme/db=debug@100/s/a|é &=%";
      await page.fill("#filter-log", spec);
      await page.fill("#filter-targets", "@acme/db\nother");
      await page.waitForFunction(() => location.hash.includes("other"));
      const tab = await opened(page.url().slice(url().length));
      const { page: other } = tab;
      expect(await other.inputValue("#filter-log")).toBe(spec);
      expect(await texts(other, ".target")).toEqual(["@acme/db", "other"]);
      expect(tab.complaints).toEqual([]);
      await Promise.all([page.close(), other.close()]);
    });
  });

  describe("the template playground", () => {
    const vectors = LINE_VECTORS.flatMap(({ format, call }) =>
      typeof format === "object" && "template" in format
        ? [{ format, call, template: format.template, color: false }]
        : [],
    );

    test(`writes in ${vectors.length} cases what Node writes`, async () => {
      const written = await writtenByNode(vectors);
      const tab = await opened(TEMPLATE);
      const { page } = tab;
      const typed = vectors.map(({ template, call }) => ({
        template: template.replaceAll("\\", "\\\\").replaceAll("\t", "\\t"),
        ...call,
      }));
      const shown = await fillEach(page, "template", typed);
      expect(shown.map(({ text, problem }) => problem ?? text)).toEqual(written.map(sentence));
      expect(tab.complaints).toEqual([]);
      await page.close();
    });

    test("puts a token where the cursor is", async () => {
      const { page } = await opened(TEMPLATE);
      await page.fill("#template-template", "<> {message}");
      await page.focus("#template-template");
      await page.keyboard.press("Home");
      await page.keyboard.press("ArrowRight");
      await page.click('button:text-is("{level}")');
      await page.keyboard.type("!");
      expect(await page.inputValue("#template-template")).toBe("<{level}!> {message}");
      expect(await page.textContent(".lines")).toMatch(/^<INFO!> GET \/a b/);
      await page.close();
    });

    test("says what is wrong with arguments that are no JSON", async () => {
      const { page } = await opened(TEMPLATE);
      await page.fill("#template-args", "{ a: 1 }");
      expect(await page.textContent("#template-problem")).toMatch(/the arguments are not JSON/);
      expect(await page.getAttribute("#template-args", "aria-invalid")).toBe("true");
      await page.close();
    });
  });

  describe("the format picker", () => {
    const vectors = LINE_VECTORS.flatMap(({ format, call }) => {
      const picked = FORMATS.find((one) => one.format === format);
      return picked === undefined ? [] : [{ ...picked, call, color: false }];
    });

    test(`writes in ${vectors.length} cases what Node writes`, async () => {
      const written = await writtenByNode(vectors);
      const tab = await opened(`${PICKER}#view=plain`);
      const { page } = tab;
      const typed = vectors.map(({ id, call }) => ({ pick: id, ...call }));
      const shown = await fillEach(page, "format", typed);
      expect(shown.map(({ text }) => text)).toEqual(written.map(sentence));
      expect(tab.complaints).toEqual([]);
      await page.close();
    });

    test("shows colours and broken lines of the same text, by keys", async () => {
      const written = await writtenByNode(vectors.slice(0, FORMATS.length));
      const { page } = await opened(PICKER);
      await page.focus('input[value="text"]');
      for (const [i, { isJson }] of FORMATS.entries()) {
        if (i > 0) await page.keyboard.press("ArrowRight");
        const text = sentence(written[i]!);
        const shown = await page.textContent('[aria-labelledby="format-lines"]');
        expect(shown).toBe(isJson ? indented(text) : text);
      }
      await page.check('input[value="pretty"]');
      expect(await texts(page, ".ansi-yellow")).toEqual(["WARN"]);
      await page.close();
    });
  });

  test("the shape of JSON that is typed is that of the record", async () => {
    const { page } = await opened(`${PICKER}#format=shape`);
    await page.fill("#format-shape", '{ "preset": "loki", "msg": "text", "fields": "data" }');
    expect(await page.textContent('[aria-labelledby="format-lines"]')).toMatch(
      /"text": "no answer/,
    );
    await page.fill("#format-shape", '{ "preset": "loke" }');
    expect(await page.textContent("#format-problem")).toMatch(/did you mean "loki"\?/);
    await page.close();
  });

  test.each([
    [`${FILTER}#log=info,db=wran,verbose/a~28`, 3],
    [`${TEMPLATE}#template=~7bdat~7d`, 1],
    [`${PICKER}#format=pretty`, 0],
    [`${PICKER}#format=shape&shape=x`, 1],
  ])("%s is accessible with its %i errors and hints", async (path, problems) => {
    const tab = await opened(path);
    expect(await tab.page.locator(".problems > li").count()).toBe(problems);
    expect(await tab.violations()).toEqual([]);
    await tab.page.close();
  });

  test.each([FILTER, TEMPLATE, PICKER])(
    "%s has a text for readers without JavaScript",
    async (path) => {
      const html = await (await fetch(`${url()}${path}`)).text();
      expect(html).toMatch(/The (?:playground|picker) needs JavaScript\./);
      if (path !== PICKER) return;
      for (const { title } of FORMATS) expect(html).toContain(`aria-label="${title}"`);
      expect(html).toContain("&quot;log.level&quot;:&quot;warn&quot;");
    },
  );

  test("a chart of the benchmarks is a table, and shows another release of Node", async () => {
    const { page } = await open("/benchmarks/");
    await page.waitForSelector(".chart");
    const rows = () => page.locator(".chart").first().locator("tr").allInnerTexts();
    const before = await rows();
    expect(before).toEqual(
      expect.arrayContaining([expect.stringMatching(/^fastlog\s+[\d,]+ ns\s+1 ×/)]),
    );
    await page.locator(".chart select").first().selectOption({ label: "Node 26" });
    const after = await rows();
    expect(after).toHaveLength(before.length);
    expect(after).not.toEqual(before);
    await page.close();
  });
}

/** Returns the answer to a filter that the playground must show, by the library in Node. */
function expectedOf({ spec, target, message, ranges }: FilterVector) {
  const { filter, errors, hints } = parseFilter(spec, { ranges });
  const levels = LEVELS.map((level) => {
    if (!filter.matches(target, level, message)) return `✗ ${level} does not pass`;
    const limit = filter.limit(target, level);
    return `✓ ${level} passes${limit === undefined ? "" : `, at most ${limit.text}`}`;
  });
  const problems = [
    ...errors.map((error) => `Error: ${error.message}`),
    ...hints.map((hint) => `Hint: ${hint}`),
  ];
  const blank = (text: string) => text.replace(/\s+/g, " ").trim();
  return { problems: problems.map(blank), levels: target === "" ? [] : levels };
}

async function texts(page: Page, selector: string): Promise<readonly string[]> {
  const all = await page.locator(selector).allTextContents();
  return all.map((text) => text.replace(/\s+/g, " ").trim());
}

/** Types calls into the inputs of a playground, and returns the text that it shows for each. */
async function fillEach(
  page: Page,
  id: string,
  typed: readonly (TypedCall & { readonly template?: string; readonly pick?: string })[],
): Promise<readonly { readonly text: string; readonly problem: string | undefined }[]> {
  return await page.evaluate(
    async ([id, typed]) => {
      const shown = [];
      for (const { pick, ...values } of typed) {
        document.querySelector<HTMLInputElement>(`input[value="${pick}"]`)?.click();
        for (const [name, value] of Object.entries(values)) {
          const input = document.querySelector<HTMLInputElement>(`#${id}-${name}`);
          if (input === null) throw new Error(`no input ${name}`);
          input.value = value;
          input.dispatchEvent(new Event(name === "level" ? "change" : "input"));
        }
        await new Promise((resolve) => setTimeout(resolve));
        const line = document.querySelector("[aria-live]")?.textContent ?? "";
        const problem = document.querySelector(`#${id}-problem p`)?.textContent;
        shown.push({ text: line, problem: problem?.replace(/\s+/g, " ").trim() });
      }
      return shown;
    },
    [id, typed] as const,
  );
}

/** A line, or an error as the playground shows it. */
function sentence(written: Written): string {
  return "text" in written ? written.text : `Error: ${written.message} ${written.code}`;
}
