import { configure } from "fastlog";
import { floor } from "../../floor.js";
import { REDACT, redacted } from "../../records/records.js";
import { pinoTo } from "../pino.js";
import { pinoSecrets, secrets } from "../secrets.js";

/** Three paths are redacted. @param {string} path */
export function contenders(path) {
  configure({ backend: `file://${path}`, format: "json", redact: REDACT });
  const pino = pinoTo(path, { redact: REDACT });
  return [floor(path), secrets(redacted), pinoSecrets(pino, redacted)];
}
