// A thread that hits its tracepoint in each turn until that is open, and once more then.
import { setImmediate as turn } from "node:timers/promises";
import { tracepoint } from "fastlog/tracepoint";

const hit = tracepoint("service::thread");
while (!hit.isOpen) {
  hit({ isOpen: false });
  await turn();
}
hit({ isOpen: true });
