const { configure, info, setFilter } = require("fastlog");
configure({ format: { template: "{target} {message}" } });
setFilter("info/t(w|v)o");
info("one");
info("two");
