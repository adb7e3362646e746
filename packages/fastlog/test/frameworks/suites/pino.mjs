// The stand-in for pino as an ES module, for the tests of hono-pino.
import "./preload.cjs";
import standIn from "./pino.cjs";

export const { pino, stdSerializers, symbols } = standIn;
export default standIn;
