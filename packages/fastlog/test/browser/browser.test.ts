import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { PROGRAMS, run } from "../child.ts";
import { folder } from "../folder.ts";
import { until } from "../until.ts";
import { type Browser, type BrowserContext, launch, type Page, SHELL } from "./chromium.ts";

/** Largest size of the library in a bundle, compressed. */
const LARGEST = 10 * 1024;

/** Bundles a program for browsers. It imports the built library. */
async function bundled(contents: string): Promise<{ code: string; inputs: Metafile["inputs"] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: PROGRAMS },
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: "esm",
    platform: "browser",
    logLevel: "silent",
  });
  return { code: outputFiles[0]?.text ?? "", inputs: metafile.inputs };
}

describe.each(["fastlog", "fastlog/browser"])("a bundle for browsers that imports %s", (name) => {
  const source = `import * as all from "${name}"; console.log(all);`;

  test("has the library for browsers only, and nothing of Node", async () => {
    const { code, inputs } = await bundled(source);
    const files = Object.keys(inputs).filter((path) => path !== "<stdin>");
    expect(files).toEqual([expect.stringMatching(/dist\/browser\.js$/)]);
    expect(code).not.toMatch(/\brequire\(|["']node:|\bprocess\./);
  });

  test("is no larger than 10 KiB, compressed", async () => {
    const { code } = await bundled(source);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(LARGEST);
  });

  test("cannot import what browsers do not have", async () => {
    const attempt = bundled(`import { file } from "${name}"; file("/x");`);
    await expect(attempt).rejects.toThrow(
      /No matching export in ".*browser\.js" for import "file"/,
    );
  });
});

test.each(["browser.js", "browser.cjs"])(
  "%s runs where there is no page, as on a server",
  async (file) => {
    const path = JSON.stringify(join(WORKSPACE_PACKAGE, "dist", file));
    const source = `const { info, configure } = await import(${path}); configure({ styled: false, beacon: "/l" }); info("m {}", 1);`;
    const argv = [process.execPath, "--input-type=module", "-e", source];
    const { stdout, stderr, status } = await run(argv, { cwd: folder() });
    expect({ stdout, stderr, status }).toEqual({
      stdout: "INFO main m 1\n",
      stderr: "",
      status: 0,
    });
  },
);

test("a filter with limits is read, and keeps all records", async () => {
  const path = JSON.stringify(join(WORKSPACE_PACKAGE, "dist/browser.js"));
  const source = `
    const { configure, debug, logger, setFilter } = await import(${path});
    configure({ styled: false });
    setFilter("warn,app=debug@1/s,@acme/db=info@10%,b=info@1/h/kept|same");
    for (let i = 0; i < 3; i++) {
      logger("app").debug("kept {}", i);
      logger("@acme/db").info("kept");
      logger("b").info("other");
      debug("kept");
    }`;
  const argv = [process.execPath, "--input-type=module", "-e", source];
  const { stdout, stderr } = await run(argv, { cwd: folder() });
  const lines = [0, 1, 2].flatMap((i) => [`DEBUG app kept ${i}`, "INFO @acme/db kept"]);
  expect({ stdout: stdout.split("\n").slice(0, -1), stderr }).toEqual({
    stdout: lines,
    stderr: "",
  });
});

/** What the program of test/programs/browser-page.mjs makes available. */
type Fastlog = typeof import("../../src/browser.ts");

declare global {
  var fastlog: Fastlog;
}

describe.skipIf(SHELL === undefined)("in Chromium", () => {
  const posted: string[] = [];
  /** Status of each answer to a post; the last one goes on. */
  let statuses = [204];
  let script = "";
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  const server = createServer((request, response) => {
    if (request.method === "POST") {
      let body = "";
      request.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      request.on("end", () => {
        const status = (statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 204;
        if (status < 300) posted.push(body);
        response.writeHead(status).end();
      });
      return;
    }
    const isScript = request.url === "/app.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(
      isScript ? script : '<!doctype html><script type="module" src="/app.js"></script>',
    );
  });
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const records = () =>
    posted.flatMap((body) =>
      body
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    );

  beforeAll(async () => {
    ({ code: script } = await bundled('import "./browser-page.mjs";'));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await launch();
  });
  beforeEach(async () => {
    await context?.close();
    posted.length = 0;
    statuses = [204];
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => server.close(resolve));
  });

  const open = (path = "/") => page.goto(`${address()}${path}`);

  test("the console gets each record by its level, with the objects themselves", async () => {
    const said: { readonly type: string; readonly texts: unknown[] }[] = [];
    page.on("console", async (message) => {
      const at = said.push({ type: message.type(), texts: [] }) - 1;
      const args = message.args();
      const last = await args
        .at(-1)
        ?.evaluate((value: unknown) => (value instanceof Error ? `an ${value.name}` : value));
      said[at]?.texts.push(last);
    });
    await open();
    await page.evaluate(() => {
      fastlog.info("user {name}", { name: "ada", cart: { items: [1, 2] } });
      fastlog.warn("slow");
      fastlog.logger("cart").error("failed %c", new RangeError("far"));
    });
    await until(() => said.every(({ texts }) => texts.length > 0) && said.length === 3);
    expect(said).toEqual([
      { type: "info", texts: [{ name: "ada", cart: { items: [1, 2] } }] },
      { type: "warning", texts: ["slow"] },
      { type: "error", texts: ["an RangeError"] },
    ]);
  });

  test("localStorage.LOG sets the filter, and ?LOG= only if the page allows it", async () => {
    await open("/?LOG=trace");
    const levels = () =>
      page.evaluate(() => [fastlog.logger("a").level, fastlog.logger("cart").level]);
    expect(await levels()).toEqual(["info", "info"]);
    await page.evaluate('localStorage.setItem("LOG", "warn,cart=debug")');
    await open("/?LOG=trace");
    expect(await levels()).toEqual(["warn", "debug"]);
    await page.evaluate(() => fastlog.configure({ query: true }));
    expect(await levels()).toEqual(["trace", "trace"]);
  });

  test("a page that is left has posted all of its records, in their order", async () => {
    await open();
    await page.evaluate(() => {
      fastlog.configure({ beacon: "/logs", console: false, fields: { app: "shop" } });
      for (let i = 0; i < 500; i++) fastlog.info("record {}", i, { padding: "x".repeat(20) });
    });
    await page.goto("about:blank");
    await until(() => records().length === 500);
    expect(records().map(({ msg, app, level }) => [msg, app, level])).toEqual(
      Array.from({ length: 500 }, (_, i) => [`record ${i}`, "shop", 30]),
    );
  });

  test("a tab that is closed has posted what it logged last", async () => {
    await open();
    await page.evaluate(() => {
      fastlog.configure({ beacon: "/logs", console: false });
      fastlog.error("last words", new Error("boom"));
    });
    await page.close({ runBeforeUnload: true });
    await until(() => records().length === 1);
    expect(records()[0]).toMatchObject({
      level: 50,
      msg: "last words",
      err: { type: "Error", message: "boom", stack: expect.stringContaining("boom") },
    });
  });

  test("more than sendBeacon takes at once arrives whole", async () => {
    await open();
    const stats = await page.evaluate(async () => {
      fastlog.configure({ beacon: { url: "/logs", buffer: 4_000_000 }, console: false });
      for (let i = 0; i < 3_000; i++) fastlog.info("record {}", i, { padding: "x".repeat(200) });
      await fastlog.flush();
      return fastlog.stats().beacon;
    });
    expect(stats).toMatchObject({ records: 3_000, dropped: 0, buffered: 0 });
    await until(() => records().length === 3_000);
    expect(new Set(records().map(({ msg }) => msg)).size).toBe(3_000);
    for (const body of posted) expect(body.length).toBeLessThanOrEqual(60_000);
  });

  test("without sendBeacon, a batch that the server was too busy for is posted again", async () => {
    await page.addInitScript({
      content: 'Object.defineProperty(navigator, "sendBeacon", { value: undefined })',
    });
    statuses = [503, 204];
    await open();
    await page.evaluate(async () => {
      fastlog.configure({ beacon: "/logs", console: false });
      fastlog.info("again");
      await fastlog.flush().catch(() => {});
    });
    await until(() => records().length === 1);
    expect(await page.evaluate(() => fastlog.stats().beacon)).toMatchObject({
      records: 1,
      errors: 1,
    });
  });

  test("what does not fit the buffer is counted, and told with the next batch", async () => {
    await open();
    await page.evaluate(async () => {
      fastlog.configure({ beacon: { url: "/logs", buffer: 1_000, batch: 60_000 }, console: false });
      for (let i = 0; i < 100; i++) fastlog.info("record {}", i);
      await fastlog.flush();
    });
    const { dropped, records: sent } = await page.evaluate(() => ({
      dropped: 0,
      records: 0,
      ...fastlog.stats().beacon,
    }));
    expect(dropped + sent).toBe(100);
    expect(dropped).toBeGreaterThan(0);
    await until(() => records().length === sent + 1);
    expect(records()[0]).toMatchObject({
      level: 40,
      target: "fastlog",
      msg: expect.stringContaining(`${dropped} records dropped`),
    });
  });
});
