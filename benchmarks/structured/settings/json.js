import { configure } from "fastlog";
import { floor } from "../../floor.js";
import { child, pinoChild } from "../child.js";
import { errors, pinoErrors } from "../errors.js";
import { fieldsFirst, logtapeFields, named, pinoFields, plain, winstonFields } from "../fields.js";
import { logtapeTo } from "../logtape.js";
import { event, logtapeNested, plain as nested, pinoNested, winstonNested } from "../nested.js";
import { pinoTo } from "../pino.js";
import { winstonTo } from "../winston.js";

/** All that is logged as JSON with nothing else set. @param {string} path */
export function contenders(path) {
  configure({ backend: `file://${path}`, format: "json" });
  const [pino, winston, logtape] = [pinoTo(path), winstonTo(path), logtapeTo(path)];
  return [
    floor(path),
    plain(),
    fieldsFirst(),
    pinoFields(pino),
    winstonFields(winston),
    logtapeFields(logtape),
    named(),
    child(),
    pinoChild(pino),
    event(),
    nested(),
    pinoNested(pino),
    winstonNested(winston),
    logtapeNested(logtape),
    errors(),
    pinoErrors(pino),
  ];
}
