import { configure } from "fastlog";
import { message, threeIntegers } from "../messages.js";

/** The text records of the gate. @param {string} path */
export function contenders(path) {
  configure({ backend: `file://${path}` });
  return [message(), threeIntegers()];
}
