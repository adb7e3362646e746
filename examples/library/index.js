import { logger } from "fastlog";

const log = logger("file-cache"); // the name of the package: users select it by LOG=info,file-cache=debug
const files = new Map();

export function load(path) {
  const known = files.get(path);
  if (known !== undefined) return known;
  log.debug("miss {}", path);
  const file = { path };
  files.set(path, file);
  log.info("loaded {path}", { path, files: files.size });
  return file;
}
