// Logs at two levels, has its dependency do the same, and again after a change of the filter.
import { work } from "dep1";
import { configure, debug, info, setFilter } from "fastlog";

const { options, filter } = JSON.parse(process.argv[2] ?? "{}");

function speak(round) {
  info("app info {}", round);
  debug("app debug {}", round);
  work(round);
  info("app done {}", round);
}

if (options !== undefined) configure(options);
speak(1);
if (filter !== undefined) setFilter(filter);
speak(2);
