import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Browser, Page } from "playwright-core";
import type { Server } from "./server.ts";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
/** Colours change slowly: a test would see them half-way. */
const STILL = "*, *::before, *::after { transition: none !important; animation: none !important }";

declare const axe: { run(context: string, options: RunOptions): Promise<AxeResults> };

/** A tab of the browser, which notes what goes wrong in it. */
export class Tab {
  readonly page: Page;
  readonly #server: Server;
  #complaints: string[] = [];

  private constructor(page: Page, server: Server) {
    this.page = page;
    this.#server = server;
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.#complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.#complaints.push(String(error)));
    page.on("request", (request) => {
      const url = request.url();
      const isOwn = url.startsWith(`${server.url}/`) || /^(?:data|blob):/.test(url);
      if (!isOwn) this.#complaints.push(`a request for ${url}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) {
        this.#complaints.push(`${response.status()} for ${response.url()}`);
      }
    });
  }

  /** Opens a tab, of a width in pixels, whose storage is its own. */
  static async open(browser: Browser, server: Server, width: number): Promise<Tab> {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    // The machine may be slow: only the test's own limit ends what hangs.
    page.setDefaultTimeout(0);
    return new Tab(page, server);
  }

  /** Goes to a page of the site, and waits until Vue has taken it over. */
  async visit(path: string): Promise<void> {
    this.#complaints = [];
    await this.page.goto(`${this.#server.url}${path}`);
    await this.page.addStyleTag({ content: STILL });
    await this.page.waitForFunction(() => "__vue_app__" in (document.querySelector("#app") ?? {}));
  }

  /** The messages in the console since the page was opened, requests to elsewhere, and answers that were errors. */
  get complaints(): readonly string[] {
    return this.#complaints;
  }

  /** The rules of axe that the page breaks, in light and in dark, with the elements. */
  async violations(): Promise<string[]> {
    await this.page.addScriptTag({ path: AXE });
    const light = await this.#broken({});
    await this.page.evaluate(() => document.documentElement.classList.add("dark"));
    const dark = await this.#broken({ runOnly: ["color-contrast"] });
    await this.page.evaluate(() => document.documentElement.classList.remove("dark"));
    return [...light, ...dark];
  }

  async #broken(options: RunOptions): Promise<string[]> {
    const { violations } = await this.page.evaluate(
      (options) => axe.run("html", { ...options, resultTypes: ["violations"] }),
      options,
    );
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary = "" }) => `${id}: ${html}\n${failureSummary}`),
    );
  }
}
