import { createServer } from "node:http";
import { configure, info } from "fastlog";
import { http } from "fastlog/http";

const { POD: pod, NAMESPACE: namespace, PORT = "3000" } = process.env;
// A second signal ends the process at once, and everything is still written.
configure({ fields: { pod, namespace }, signals: true });
// One record for each request, but none for the probe.
http({ skip: ["/health"] });

const server = createServer((_request, response) => response.end("hello\n"));
server.listen(Number(PORT), () => info("listening on {}", PORT));

// The open requests are answered, then the process ends by itself.
process.once("SIGTERM", () => server.close(() => info("stopped")));
