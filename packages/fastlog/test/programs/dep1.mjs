import { debug, info } from "fastlog";

export function work(round) {
  info("dep1 info {}", round);
  debug("dep1 debug {}", round);
}
