// Has every record written at once and is killed in the same turn of the event loop.
import { configure, info } from "fastlog";

const [count] = process.argv.slice(2);

configure({ flushOn: "trace" });
for (let i = 0; i < count; i++) info("record {}", i);
process.kill(process.pid, "SIGKILL");
