// Asks a server on loopback, one request after another, and gives the statuses of its answers.
import { once } from "node:events";
import { request } from "node:http";

export async function ask(port, paths) {
  const statuses = [];
  for (const path of paths) {
    const headers = { authorization: "Bearer secret" };
    const sent = request({ host: "127.0.0.1", port, path, headers, agent: false }).end();
    const [response] = await once(sent, "response");
    await once(response.resume(), "end");
    statuses.push(response.statusCode);
  }
  return statuses;
}
