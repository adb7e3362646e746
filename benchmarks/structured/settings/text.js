import { configure } from "fastlog";
import { floor } from "../../floor.js";
import { pinoFields, text } from "../fields.js";
import { pinoTo } from "../pino.js";

/** fastlog's text beside pino's JSON: it has no text of its own. @param {string} path */
export function contenders(path) {
  configure({ backend: `file://${path}` });
  return [floor(path), text(), { ...pinoFields(pinoTo(path)), name: "pino: fields, as JSON" }];
}
