// `fastlog/filter` as it was built, with its engine for regular expressions.
export { parseFilter } from "fastlog/filter";
