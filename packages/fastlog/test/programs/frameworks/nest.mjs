// A service of Nest: with a logger of fastlog's as its own, or through nestjs-pino.
import "reflect-metadata";
import { writeSync } from "node:fs";
import { Controller, Get, Module, Logger as NestLogger } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { configure, logger } from "fastlog";
import nestjsPino from "nestjs-pino";
import { ask } from "./ask.mjs";

const { Logger, LoggerModule, PinoLogger } = nestjsPino;
const isPino = process.argv[2] === "pino";

configure({ format: "json", filter: "trace" });

// Nest's decorators, called as functions: this is JavaScript.
class Home {
  own = new NestLogger("Home");

  constructor(pino) {
    this.pino = pino;
  }

  index() {
    this.pino?.assign({ user: 1 });
    this.pino?.info("in the handler");
    this.own.log("hello");
    this.own.warn("careful");
    this.own.debug("step");
    this.own.verbose("each step");
    this.own.error("broken", new Error("boom").stack);
    this.own.fatal("gone");
    this.own.log("several", "texts");
    this.own.log({ an: "object" });
    return "ok";
  }

  fails() {
    throw new Error("not handled");
  }
}
Controller()(Home);
for (const [method, path] of Object.entries({ index: "/", fails: "/fails" })) {
  Get(path)(Home.prototype, method, Object.getOwnPropertyDescriptor(Home.prototype, method));
}
if (isPino) Reflect.defineMetadata("design:paramtypes", [PinoLogger], Home);

class App {}
const imports = isPino
  ? [LoggerModule.forRoot({ pinoHttp: { logger: logger("http") }, assignResponse: true })]
  : [];
Module({ imports, controllers: [Home] })(App);

const app = await NestFactory.create(
  App,
  isPino ? { bufferLogs: true } : { logger: logger("nest") },
);
if (isPino) app.useLogger(app.get(Logger));
await app.listen(0, "127.0.0.1");
const statuses = await ask(app.getHttpServer().address().port, ["/", "/fails"]);
await app.close();
writeSync(3, `${JSON.stringify({ statuses })}\n`);
