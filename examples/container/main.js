import { createServer } from "node:http";
import { configure, debug, info } from "fastlog";

const { POD: pod, NAMESPACE: namespace, PORT = "8080" } = process.env;
// With `signals`, all records are written before SIGTERM ends the process.
configure({ fields: { pod, namespace }, signals: true });

const server = createServer((request, response) => {
  // Polled all the time.
  if (request.url === "/health") debug("healthy");
  else info("request", { url: request.url, agent: request.headers["user-agent"] });
  response.end("hello\n");
});
server.listen(Number(PORT), () => info("listening on {}", PORT));
