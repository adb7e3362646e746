// A server of a framework with `fastlog/http`, and a client that asks it in all ways. Logs JSON, and reports what the
// client has got.
//
//   node canonical.mjs FRAMEWORK
import { once } from "node:events";
import { writeSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { configure, flush } from "fastlog";
import { http } from "fastlog/http";
import { plain, SERVERS } from "./canonical-servers.mjs";

const CONCURRENT = 1_000;
const AGAIN = 300;

const [, , framework] = process.argv;
configure({ format: "json" });
const logging = http();
const server = await SERVERS[framework]();
const channels = framework !== "http2" || process.version > "v22.";
// Node 20 has no channels of HTTP/2.
if (!channels) {
  server.removeAllListeners("request");
  server.on("request", (q, r) => logging.run(q, r, () => plain(q, r)));
}
// A slow machine keeps a connection idle for longer than the 5 s after which Node closes it.
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address();
const report = framework === "http2" ? await askHttp2() : await askHttp1();
server.close();
server.closeAllConnections?.();
await flush();
writeSync(3, `${JSON.stringify(report)}\n`);

async function askHttp1() {
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENT });
  const send = (path, id, options = {}) => {
    const headers = id === undefined ? {} : { "x-request-id": id };
    return request({ host: "127.0.0.1", port, path, headers, agent, ...options });
  };
  const ask = async (path, id, body) => {
    const sent = send(path, id, body === undefined ? {} : { method: "POST" });
    if (body !== undefined) {
      sent.setHeader("content-type", "text/plain");
      const [first, rest] = [body.slice(0, 3), body.slice(3)];
      sent.write(first);
      // The rest comes in a packet of its own, when the server has the first.
      await once(server, "request");
      setImmediate(() => sent.end(rest));
    } else {
      sent.end();
    }
    const [response] = await once(sent, "response");
    let length = 0;
    response.on("data", (chunk) => {
      length += chunk.length;
    });
    await once(response, "end");
    return { status: response.statusCode, id: response.headers["x-request-id"], length };
  };
  const users = (from, count) =>
    Promise.all(
      Array.from({ length: count }, (_, i) => ask(`/users/${from + i}?secret=1`, `u-${from + i}`)),
    );
  const many = await users(0, CONCURRENT);
  const again = await users(CONCURRENT, AGAIN);
  const streamed = await ask("/streamed", "s-1");
  const echoed = await ask("/echoed", "e-1", "abcdefgh");
  const fails = await ask("/fails", "f-1");
  const nowhere = await ask("/nowhere/17", "n-1");
  const own = await ask("/users/7", undefined);
  const hostile = await ask("/users/7", "a b\t$");
  const aborting = send("/left", "l-1", { agent: false }).end();
  const [begun] = await once(aborting, "response");
  await once(begun, "data");
  aborting.destroy();
  const piped = await pipelined();
  agent.destroy();
  return { many, again, streamed, echoed, fails, nowhere, own, hostile, piped };
}

/** Two requests in one packet, whose responses come one after another. */
async function pipelined() {
  const socket = connect(port, "127.0.0.1");
  const head = (id) => `GET /users/${id} HTTP/1.1\r\nhost: x\r\nx-request-id: p-${id}\r\n\r\n`;
  socket.write(head(3) + head(2));
  let text = "";
  for await (const chunk of socket.setEncoding("latin1")) {
    text += chunk;
    if (text.split("HTTP/1.1 200").length === 3 && text.includes('{"id":"2"}')) break;
  }
  return text.split("HTTP/1.1 200").length - 1;
}

async function askHttp2() {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  const ask = async (path, id, body) => {
    const headers = id === undefined ? {} : { "x-request-id": id };
    const stream = session.request({
      ":path": path,
      ...headers,
      ...(body && { ":method": "POST" }),
    });
    if (body !== undefined) {
      stream.write(body.slice(0, 3));
      await once(server, "request");
      setImmediate(() => stream.end(body.slice(3)));
    }
    const [response] = await once(stream, "response");
    let length = 0;
    stream.on("data", (chunk) => {
      length += chunk.length;
    });
    await once(stream, "end");
    return { status: response[":status"], id: response["x-request-id"], length };
  };
  const users = (from, count) =>
    Promise.all(
      Array.from({ length: count }, (_, i) => ask(`/users/${from + i}?secret=1`, `u-${from + i}`)),
    );
  const many = [];
  // The server allows so many streams at once.
  for (let i = 0; i < CONCURRENT; i += 100) many.push(...(await users(i, 100)));
  const again = [];
  for (let i = 0; i < AGAIN; i += 100) again.push(...(await users(CONCURRENT + i, 100)));
  const streamed = await ask("/streamed", "s-1");
  const echoed = await ask("/echoed", "e-1", "abcdefgh");
  const fails = await ask("/fails", "f-1");
  const nowhere = await ask("/nowhere/17", "n-1");
  const own = await ask("/users/7", undefined);
  const hostile = await ask("/users/7", "a b$");
  const aborting = session.request({ ":path": "/left", "x-request-id": "l-1" });
  await once(aborting, "data");
  aborting.destroy();
  session.close();
  await once(session, "close");
  return { many, again, streamed, echoed, fails, nowhere, own, hostile, piped: 0 };
}
