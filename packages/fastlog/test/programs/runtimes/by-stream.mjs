// Writes through `process.stdout`, which somebody has taken over.
import { configure, flush, info } from "fastlog";

let bytes = 0;
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (chunk, ...others) => {
  bytes += chunk.length;
  return write(chunk, ...others);
};
configure({ backend: "process.stdout", format: { template: "{message}" } });
for (let i = 0; i < 1000; i++) info("record {}", i);
await flush();
console.error(bytes);
for (let i = 1000; i < 2000; i++) info("record {}", i);
process.exit(0);
