import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { brokenLinks } from "./html.ts";
import { entriesOfReference, searcher } from "./index-of-search.ts";
import { testPlaygrounds } from "./playgrounds.ts";
import { QUESTIONS } from "./questions.ts";
import { type Server, serve } from "./server.ts";
import { buildSite, launch, PATHS, SHELL } from "./site.ts";
import { Tab } from "./tab.ts";

/** The build has no time limit of its own: a busy machine may take long. */
const BUILD = 3_600_000;
/** Results of a search that are seen at once. */
const SEEN = 6;

let site: string;

beforeAll(async () => {
  site = await buildSite();
}, BUILD);

test("each link of the site leads to a page and a place on it", () => {
  expect(brokenLinks(site)).toEqual([]);
});

test("each page is there as Markdown, and says so", () => {
  for (const path of PATHS.slice(1)) {
    const page = path.endsWith("/") ? `${path}index` : path;
    expect(existsSync(join(site, `${page}.md`)), page).toBe(true);
    const html = readFileSync(join(site, `${page}.html`), "utf8");
    expect(html).toContain(`<link rel="alternate" type="text/markdown" href="${page}.md">`);
  }
});

test("llms.txt lists every page, and llms-full.txt has the text of each", () => {
  const [list, all] = ["llms.txt", "llms-full.txt"].map((name) =>
    readFileSync(join(site, name), "utf8"),
  );
  for (const path of PATHS.slice(1)) {
    const page = path.endsWith("/") ? `${path}index` : path;
    expect(list).toContain(`](${page}.md)`);
    expect(all).toContain(readFileSync(join(site, `${page}.md`), "utf8"));
  }
});

describe("search", () => {
  let search: (query: string) => string[];

  beforeAll(async () => {
    search = await searcher(site);
  });

  test("finds each option, variable, parameter, error code and counter by its name", () => {
    const entries = entriesOfReference();
    expect(entries.length).toBeGreaterThan(100);
    const missed = entries.filter(({ name, address }) => {
      const seen = search(name).slice(0, SEEN);
      return !seen.some((found) => found.startsWith(`${address}#`));
    });
    expect(missed).toEqual([]);
  });

  const asked = QUESTIONS.flatMap(({ question, way }) =>
    "search" in way ? [[question, way.search, way.first] as const] : [],
  );

  test.each(asked)("leads to the answer of %s by %j", (_, words, first) => {
    expect(search(words)[0]).toMatch(new RegExp(`^/${first}#`));
  });
});

describe.skipIf(SHELL === undefined)("in Chromium", () => {
  let server: Server;
  let browser: Browser;

  beforeAll(async () => {
    server = await serve(site);
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  describe("at 360 pixels", () => {
    let tab: Tab;

    beforeAll(async () => {
      tab = await Tab.open(browser, server, 360);
    });

    test.for(PATHS)(
      "%s needs no scrolling sideways, works without errors and requests to others, and is accessible",
      async (path) => {
        await tab.visit(path);
        expect(await tab.page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
        // They are those of all pages, and have tests of their own.
        await tab.page.evaluate(() => {
          const bars = document.querySelectorAll(".VPNav, .VPLocalNav, .VPSidebar");
          for (const bar of bars) bar.remove();
        });
        expect(await tab.violations()).toEqual([]);
        expect(tab.complaints).toEqual([]);
      },
    );

    test("the menus of a page are accessible when they are open", async () => {
      await tab.visit("/guides/pm2");
      await tab.page.getByRole("button", { name: "Menu", exact: true }).click();
      await tab.page.locator(".VPSidebar.open").waitFor();
      expect(await tab.violations()).toEqual([]);
      await tab.page.keyboard.press("Escape");
      await tab.page.getByRole("button", { name: "mobile navigation" }).click();
      await tab.page.locator(".VPNavScreen").waitFor();
      expect(await tab.violations()).toEqual([]);
    });
  });

  describe("at 1280 pixels", () => {
    let tab: Tab;

    beforeAll(async () => {
      tab = await Tab.open(browser, server, 1280);
    });

    test.for(["/", "/guides/pm2", "/nowhere"])(
      "%s is accessible with all its bars",
      async (path) => {
        await tab.visit(path);
        expect(await tab.violations()).toEqual([]);
      },
    );

    test("search is opened, used and left by keys", async () => {
      await tab.visit("/");
      await tab.page.keyboard.press("Control+k");
      await tab.page.locator("#localsearch-input:focus").waitFor();
      await tab.page.keyboard.type("exitTimeout");
      // Until all of it is typed, others are selected.
      await tab.page.locator('.result.selected[href$="/reference/options#exittimeout"]').waitFor();
      expect(await tab.violations()).toEqual([]);
      await tab.page.keyboard.press("Enter");
      await tab.page.waitForURL("**/reference/options#exittimeout");
      await tab.page.keyboard.press("/");
      await tab.page.locator("#localsearch-input:focus").waitFor();
      await tab.page.keyboard.press("Escape");
      await tab.page.locator("#localsearch-input").waitFor({ state: "detached" });
      expect(tab.complaints).toEqual([]);
    });

    test("the first key leads past the bars to the text", async () => {
      await tab.visit("/guides/pm2");
      await tab.page.keyboard.press("Tab");
      await tab.page.keyboard.press("Enter");
      await tab.page.locator("#VPContent:focus").waitFor();
    });

    test("the colours are changed by keys, and are kept", async () => {
      await tab.visit("/guides/pm2");
      const isDark = () =>
        tab.page.evaluate(() => document.documentElement.classList.contains("dark"));
      expect(await isDark()).toBe(false);
      await tab.page.getByRole("switch").first().focus();
      await tab.page.keyboard.press("Space");
      await tab.page.locator("html.dark").waitFor();
      await tab.visit("/guides/systemd");
      expect(await isDark()).toBe(true);
      await tab.page.evaluate(() => localStorage.clear());
    });
  });

  testPlaygrounds({
    url: () => server.url,
    async open(path) {
      const tab = await Tab.open(browser, server, 1280);
      await tab.visit(path);
      return tab;
    },
  });
});
