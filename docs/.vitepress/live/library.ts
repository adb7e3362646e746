// The part of the built library that makes records, with stand-ins for Node.
export { FastlogError, logger } from "fastlog";
export { capture } from "fastlog/testing";
