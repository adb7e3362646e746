// Logs from places whose stack frames differ between engines.
import { EventEmitter } from "node:events";
import { configure, info } from "fastlog";

configure({ format: { template: "{target}:{line} {message}" } });
info("module");
function inside() {
  info("function");
}
inside();
[1].forEach(() => {
  info("callback");
});
inside();
[1].map((one) => info("tail call of a callback", { one }));
new EventEmitter().on("x", () => info("tail call of a listener")).emit("x");
await undefined;
info("after an await");
