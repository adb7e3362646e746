import { configure } from "fastlog";
import { floor } from "../../floor.js";
import { secret } from "../../records/records.js";
import { pinoTo } from "../pino.js";
import { pinoSecrets, secrets } from "../secrets.js";

/** Nothing is redacted. @param {string} path */
export function contenders(path) {
  configure({ backend: `file://${path}`, format: "json" });
  return [floor(path), secrets(secret), pinoSecrets(pinoTo(path), secret)];
}
