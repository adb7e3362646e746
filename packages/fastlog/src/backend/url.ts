import type { Backend } from "./backend.ts";
import { stderr, stdout } from "./fd/standard.ts";
import { openNamed } from "./url-named.ts";

/** Opens the backend that a URL names. Throws `ERR_FASTLOG_INVALID_BACKEND`. */
export function openBackend(url: string): Backend {
  // The most frequent case, without loading the modules that parse URLs and open files and sockets.
  if (url === "stdout") return stdout();
  return url === "stderr" ? stderr() : openNamed(url);
}
