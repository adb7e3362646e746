declare module "virtual:fastlog/filter" {
  export { parseFilter } from "fastlog/filter";
}

declare module "virtual:fastlog/library" {
  export { FastlogError, logger } from "fastlog";
  export { capture } from "fastlog/testing";
}

declare module "node-inspect-extracted" {
  export { inspect } from "node:util";
}
