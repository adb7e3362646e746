// What makes records, as it was built, with what stands in for Node.
export { FastlogError, logger } from "fastlog";
export { capture } from "fastlog/testing";
