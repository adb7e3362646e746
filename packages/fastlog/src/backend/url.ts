import { fileURLToPath } from "node:url";
import { FastlogError } from "../errors.ts";
import type { Backend } from "./backend.ts";
import { type FileOptions, file } from "./file.ts";
import { stderr, stdout } from "./standard.ts";

const EXPECTED = '"stdout", "stderr" or a file: URL such as "file:///var/log/app.log"';

/** Opens the backend that a URL names. */
export function openBackend(url: string): Backend {
  if (url === "stdout") return stdout();
  if (url === "stderr") return stderr();
  if (url.startsWith("file://")) return openFile(url);
  throw invalid(url, `expected ${EXPECTED}`);
}

function openFile(url: string): Backend {
  let parsed: URL;
  let path: string;
  try {
    parsed = new URL(url);
    path = fileURLToPath(parsed);
  } catch (error) {
    throw invalid(url, error instanceof Error ? error.message.toLowerCase() : String(error));
  }
  if (path.endsWith("/")) throw invalid(url, "it names a folder (expected a file)");
  return file(path, fileOptions(url, parsed.searchParams));
}

function fileOptions(url: string, parameters: URLSearchParams): FileOptions {
  let options: FileOptions = {};
  for (const [name, value] of parameters) {
    if (name !== "mode") throw invalid(url, `unknown option "${name}" (expected mode)`);
    if (!/^0?[0-7]{3}$/.test(value)) {
      throw invalid(url, `invalid mode "${value}" (expected three octal digits such as 0640)`);
    }
    options = { ...options, mode: Number.parseInt(value, 8) };
  }
  return options;
}

function invalid(url: string, reason: string): FastlogError {
  return new FastlogError(
    "ERR_FASTLOG_INVALID_BACKEND",
    `invalid backend ${JSON.stringify(url)}: ${reason}`,
  );
}
