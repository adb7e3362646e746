// Logs ten records to a backend of datagrams.
import { configure, flush, info } from "fastlog";

const [backend, ending] = process.argv.slice(2);
try {
  configure({ backend, exitTimeout: 60_000, format: { template: "{message}" } });
  for (let i = 0; i < 10; i++) info("record {}", i);
  if (ending === "flush") await flush();
  if (ending === "exit") process.exit(0);
} catch ({ code, message }) {
  console.log(code, message);
}
