import { configure } from "fastlog";
import { floor } from "../../floor.js";
import { inContext, inContexts } from "../contexts.js";

/** All records are within a context. @param {string} path */
export function contenders(path) {
  configure({ backend: `file://${path}`, format: "json" });
  return [floor(path), inContext(), inContexts()];
}
