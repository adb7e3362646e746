import type { Backend } from "./backend.ts";
import { standardKinds } from "./fd/fd-options.ts";
import { stderr, stdout } from "./fd/standard.ts";
import { file } from "./file/file.ts";
import { type FileOptions, fileKinds } from "./file/file-options.ts";
import { backendMeant } from "./options/backend-suggestion.ts";
import { invalidBackend } from "./options/option-kinds.ts";
import { parametersOf, pathOf } from "./options/url-parts.ts";
import { otlp } from "./otlp/otlp.ts";
import { openProcessStream } from "./process-stream.ts";
import { openSocket } from "./sockets.ts";

const EXPECTED =
  '"stdout", "stderr", "process.stdout", "journald:", or a file:, unix:, unixgram:, tcp:, tls:, udp: or otlp: URL ' +
  'such as "file:///var/log/app.log" or "tcp://127.0.0.1:5140"';

/** Opens the backend that a URL names. Throws `ERR_FASTLOG_INVALID_BACKEND`. */
export function openNamed(url: string): Backend {
  const [scheme = ""] = /^[a-z]+(?=:|\?|$)/.exec(url) ?? [];
  const backend = url.startsWith("process.")
    ? openProcessStream(url)
    : (openDescriptor(scheme, url) ?? openOtlp(scheme, url) ?? openSocket(scheme, url));
  if (backend === undefined) {
    throw invalidBackend(url, `expected ${EXPECTED}${backendMeant(url)}`);
  }
  return backend;
}

function openOtlp(scheme: string, url: string): Backend | undefined {
  return scheme === "otlp" || scheme === "otlps" ? otlp(url) : undefined;
}

function openDescriptor(scheme: string, url: string): Backend | undefined {
  if (scheme === "stdout") return stdout(parametersOf(url, standardKinds()));
  if (scheme === "stderr") return stderr(parametersOf(url, standardKinds()));
  if (scheme !== "file") return undefined;
  return file(pathOf(url), parametersOf<FileOptions>(url, fileKinds()));
}
