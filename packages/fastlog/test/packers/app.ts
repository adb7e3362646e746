import {
  type Backend,
  configure,
  defineEvent,
  FastlogError,
  type Logger,
  logger,
  type SealedChunk,
} from "fastlog";
import { parseFilter } from "fastlog/filter";
import { req } from "fastlog/serializers";
import { type Capture, capture } from "fastlog/testing";

export type Used = [SealedChunk, Backend];

const log: Logger = logger("app");
const captured: Capture = capture();
const done = defineEvent("info", "done", {
  type: "object",
  properties: { name: { type: "string" } },
  required: ["name"],
});
log.info("message {}", 1, { field: 2 });
done({ name: "a" });
captured.restore();
configure({ serializers: { req }, format: { template: "{message}" } });
log.info("{} {} {}", captured.records.length, parseFilter("info").errors.length, FastlogError.name);
