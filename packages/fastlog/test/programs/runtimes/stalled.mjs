// Logs numbered records to a peer that takes them late, and ends, or exits once all are flushed.
import { configure, flush, info, stats } from "fastlog";

const [backend, ending, count] = process.argv.slice(2);
configure({ backend, exitTimeout: 60_000, format: { template: "{message}" } });
info("record 0");
await flush();
for (let i = 1; i < count; i++) info("record {}", i);
console.log("logged");
if (ending === "flush") {
  await flush({ timeout: Number.POSITIVE_INFINITY });
  process.exit(0);
}
process.on("exit", () => {
  const [{ records, dropped }] = stats().backends;
  console.log(JSON.stringify({ records, dropped }));
});
