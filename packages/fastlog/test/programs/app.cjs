// As app.mjs, in CommonJS.
const { work } = require("dep1");
const { configure, debug, info, setFilter } = require("fastlog");

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
