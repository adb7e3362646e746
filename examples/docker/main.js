import { createServer } from "node:http";
import { configure, info } from "fastlog";

// A second signal ends the process at once, and everything is still written.
configure({ signals: true });

const { PORT = "3000" } = process.env;
const server = createServer((request, response) => {
  info("request", { url: request.url, agent: request.headers["user-agent"] });
  response.end("hello\n");
});
server.listen(Number(PORT), () => info("listening on {}", PORT));

// `docker stop` sends SIGTERM: the open requests are answered, then the process ends by itself.
process.once("SIGTERM", () => server.close(() => info("stopped")));
