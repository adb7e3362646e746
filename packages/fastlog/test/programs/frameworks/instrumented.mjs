// A service of express that asks another one by axios, under load. Methods of both packages are instrumented meanwhile, and
// taken away again, and functions attached and detached; a thread's tracepoint is opened by the filter of the main one. Logs
// JSON, and reports how often each was called while somebody listened.
//
//   LOG=info,probe=trace node instrumented.mjs
import { once } from "node:events";
import { writeSync } from "node:fs";
import { Agent, request } from "node:http";
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import axios from "axios";
import express from "express";
import { configure, flush, setFilter, stats } from "fastlog";
import { attach, detach, instrument, points, tracepoint } from "fastlog/tracepoint";

const LANES = 16;
const REQUESTS = 40;

configure({ format: "json" });
const handled = tracepoint("service::handled", ["path"]);

/** How often each was called while somebody listened. */
const calls = { json: 0, request: 0, failed: 0, attached: 0 };
const listening = { json: false, request: false, attached: false };
const count = (name) => {
  if (listening[name]) calls[name]++;
};

const app = express();
app.get("/leaf", (_, response) => {
  count("json");
  response.json({ leaf: true });
});
app.get("/", async ({ path }, response) => {
  count("attached");
  handled(path);
  count("request");
  const { data } = await axios.get(`${origin}/leaf`);
  count("request");
  if (listening.request) calls.failed++;
  const { status } = await axios.get(`${origin}/nowhere`).catch((error) => error);
  count("json");
  response.json({ ...data, status });
});
const server = app.listen(0, "127.0.0.1");
await once(server, "listening");
const origin = `http://127.0.0.1:${server.address().port}`;

const { json } = express.response;
const before = [
  Object.getOwnPropertyDescriptors(express.response),
  Object.getOwnPropertyDescriptors(axios.Axios.prototype),
];

let probes = [];
let attachedHits = 0;
const listener = () => attachedHits++;
const STEPS = {
  instrument() {
    probes = [
      instrument(express.response, "json", "probe::json"),
      instrument(axios.Axios.prototype, "request", "probe::request", { args: ["url"] }),
    ];
    listening.json = listening.request = true;
  },
  attach() {
    attach("service::*", listener);
    listening.attached = true;
  },
  detach() {
    detach("service::*", listener);
    listening.attached = false;
  },
  remove() {
    for (const probe of probes) if (!probe.remove()) throw new Error("not restored");
    listening.json = listening.request = false;
  },
};

// Each step is taken in the middle of the load: at a number of answers.
const ANSWERS = LANES * REQUESTS;
const steps = Object.entries(STEPS).map(([name, step], i) => [
  Math.floor((ANSWERS * (i + 1)) / 5),
  name,
  step,
]);
const taken = [];
let answers = 0;
const agent = new Agent({ keepAlive: true, maxSockets: LANES });
async function ask() {
  const sent = request(origin, { agent }).end();
  const [response] = await once(sent, "response");
  const body = JSON.parse(await new Response(response).text());
  if (body.leaf !== true || body.status !== 404) throw new Error(JSON.stringify(body));
  answers++;
  if (answers >= steps[0]?.[0]) {
    const [, name, step] = steps.shift();
    step();
    taken.push(name);
  }
}
await Promise.all(
  Array.from({ length: LANES }, async () => {
    for (let i = 0; i < REQUESTS; i++) await ask();
  }),
);
agent.destroy();
server.close();
server.closeAllConnections();
const after = [
  Object.getOwnPropertyDescriptors(express.response),
  Object.getOwnPropertyDescriptors(axios.Axios.prototype),
];
const isRestored = before.every((descriptors, i) =>
  Reflect.ownKeys(descriptors).every((key) =>
    ["value", "get", "set", "writable", "enumerable", "configurable"].every(
      (part) => descriptors[key][part] === after[i][key]?.[part],
    ),
  ),
);

// A copy for `require`, and a thread.
const copy = createRequire(import.meta.url)("fastlog/tracepoint");
copy.tracepoint("service::copy");
const worker = new Worker(new URL("tracepoint-thread.mjs", import.meta.url));
await once(worker, "online");
setFilter("info,service::thread=trace");
await once(worker, "exit");
await flush();
const { dropped } = stats();
writeSync(
  3,
  `${JSON.stringify({
    calls,
    attachedHits,
    answers,
    taken,
    isRestored,
    isOriginal: express.response.json === json,
    names: points().map(({ name }) => name),
    dropped,
  })}\n`,
);
