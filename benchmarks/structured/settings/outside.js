import { configure } from "fastlog";
import { floor } from "../../floor.js";
import { plain } from "../fields.js";

/** No context was ever entered, and so nobody looks for one. @param {string} path */
export function contenders(path) {
  configure({ backend: `file://${path}`, format: "json" });
  return [floor(path), plain()];
}
