// A service of Nest whose logger is fastlog's. The arguments are the folder with the release of Nest, and how the
// application gets the logger: `given` to its factory, `injected` after the start, or given to an application that does
// not start: `broken`, or `unheard`, whose records Nest holds back.
import "reflect-metadata";
import { writeSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { configure, info, withContext } from "fastlog";
import { FastlogLogger, FastlogModule } from "fastlog/nest";
import { ask } from "./ask.mjs";

const [, , folder, way] = process.argv;
const require = createRequire(join(folder, "package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const { Controller, Get, Inject, Module, Logger } = await load("@nestjs/common");
const { NestFactory } = await load("@nestjs/core");

configure({ format: "json", filter: "trace" });

class Home {
  own = new Logger("Home");

  constructor(injected) {
    this.injected = injected;
    if (way === "broken" || way === "unheard") throw new TypeError("no database");
  }

  async index() {
    this.own.log("hello", { user: 17 });
    this.own.error("failed", new RangeError("too long").stack);
    this.own.verbose("each step");
    await new Promise(setImmediate);
    this.injected.log("injected", "Somewhere");
    info("in the context");
    return "ok";
  }

  fails() {
    throw new Error("not handled");
  }
}
Controller()(Home);
Inject(FastlogLogger)(Home, undefined, 0);
for (const [method, path] of Object.entries({ index: "/", fails: "/fails" })) {
  Get(path)(Home.prototype, method, Object.getOwnPropertyDescriptor(Home.prototype, method));
}

class App {}
const provided =
  way === "given"
    ? { providers: [FastlogLogger] }
    : { imports: [FastlogModule.forRoot({ target: "shop" })] };
Module({ ...provided, controllers: [Home] })(App);

const logger = new FastlogLogger();
const app = await NestFactory.create(
  App,
  {
    given: { logger },
    injected: { bufferLogs: true },
    broken: { logger },
    unheard: { logger, bufferLogs: true },
  }[way],
);
if (way === "injected") app.useLogger(app.get(FastlogLogger));
app.use((request, _response, next) => withContext({ path: request.url }, next));
await app.listen(0, "127.0.0.1");
const statuses = await ask(app.getHttpServer().address().port, ["/", "/fails"]);
await app.close();
writeSync(3, `${JSON.stringify({ statuses })}\n`);
