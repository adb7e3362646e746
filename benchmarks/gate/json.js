import { configure } from "fastlog";
import { child } from "../structured/child.js";
import { plain } from "../structured/fields.js";

/** The JSON records of the gate. @param {string} path */
export function contenders(path) {
  configure({ backend: `file://${path}`, format: "json" });
  return [plain(), child()];
}
