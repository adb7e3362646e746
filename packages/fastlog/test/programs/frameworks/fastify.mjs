// A service of a release of Fastify, whose package is the first argument. Its log goes to stdout, what there
// is to say about it to descriptor 3.
import { writeSync } from "node:fs";
import { configure, logger } from "fastlog";
import { ask } from "./ask.mjs";

const [, , name] = process.argv;
const { default: Fastify } = await import(name);

configure({
  format: "json",
  serializers: { req: ({ method, url }) => ({ method, url, by: "the program" }) },
});
const log = logger("http");
const app = Fastify(name === "fastify-4" ? { logger: log } : { loggerInstance: log });

app.get("/", async (request) => {
  request.log.info({ user: { id: 1, password: "secret" } }, "in the handler");
  request.log.error(null, "failed");
  return "ok";
});
app.get("/warn", { logLevel: "warn" }, async (request) => {
  request.log.warn("only this");
  return "ok";
});
app.get("/silent", { logLevel: "silent" }, async () => "ok");
app.get("/throws", async () => {
  throw new Error("boom");
});
// Newer releases ask the logger for its levels, and refuse a misspelt one when the route is made.
let misspelt = "taken";
try {
  app.get("/misspelt", { logLevel: "wran" }, async () => "ok");
} catch (error) {
  misspelt = error.code;
  app.get("/misspelt", async () => "ok");
}
app.register(
  async (plugin) => {
    plugin.get("/plugin", async (request) => {
      request.log.info({ user: { id: 1, password: "secret" } }, "in the plugin");
      return "ok";
    });
    plugin.register(
      async (inner) => {
        inner.get("/inner", async (request) => {
          request.log.info({ user: { id: 2, password: "secret" }, more: 1 }, "inside of it");
          return "ok";
        });
      },
      { logSerializers: { more: (value) => value + 1 } },
    );
  },
  { logSerializers: { user: ({ id }) => `user ${id}` } },
);
app.register(async (plugin) => {
  plugin.setChildLoggerFactory((parent, bindings, options) =>
    parent.child(bindings, { ...options, redact: ["user.password"], msgPrefix: "[own] " }),
  );
  plugin.get("/factory", async (request) => {
    request.log.info({ user: { id: 3, password: "secret" } }, "of a child of its own");
    return "ok";
  });
});

await app.listen({ port: 0, host: "127.0.0.1" });
const paths = ["/", "/warn", "/silent", "/throws", "/misspelt", "/plugin", "/inner", "/factory"];
const statuses = await ask(app.server.address().port, [...paths, "/nowhere"]);
await app.close();
writeSync(3, `${JSON.stringify({ statuses, misspelt })}\n`);
