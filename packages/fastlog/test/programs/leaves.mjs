// Logs numbered records to one backend, leaves it in one of many ways, and ends.
//
//   node leaves.mjs URL COUNT how ending
import { close, configure, flush, info, stats } from "fastlog";

const [url, count, how, ending] = process.argv.slice(2);

configure({ backend: url, format: { template: "{message}" }, buffer: 16_777_216 });
for (let i = 0; i < count; i++) info("record {}", i);

const ways = {
  stays() {},
  replaced: () => configure({ backend: "stdout" }),
  closed: () => void close(),
  awaited: () => close(),
  flushed: () => flush({ timeout: 100 }).catch(() => {}),
};
await ways[how]();

process.on("exit", () => {
  const { backends, retired, dropped } = stats();
  const sum = (name) => backends.reduce((total, of) => total + of[name], retired[name]);
  process.stdout.write(
    `${JSON.stringify({ records: sum("records"), lost: sum("dropped"), dropped })}\n`,
  );
});
if (ending === "exit") process.exit();
