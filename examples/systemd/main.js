import { createServer } from "node:http";
import { configure, info, warn } from "fastlog";

// A second signal ends the process at once, and everything is still written.
configure({ signals: true });

const { PORT = "3000" } = process.env;
const server = createServer((request, response) => {
  if (request.url !== "/") warn("no page {}", request.url);
  response.end("hello\n");
});
server.listen(Number(PORT), "127.0.0.1", () => info("listening on {}", PORT));

// `systemctl stop` sends SIGTERM: the open requests are answered, then the process ends by itself.
process.once("SIGTERM", () => server.close(() => info("stopped")));
