import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { show } from "../../diagnostics/show.ts";
import { typingErrors } from "../../diagnostics/suggest.ts";

const SCHEMES = [
  "stdout",
  "stderr",
  "journald",
  "file",
  "unix",
  "unixgram",
  "tcp",
  "tls",
  "udp",
  "otlp",
  "otlps",
];
const STREAM_NAMES: ReadonlyMap<string, string> = new Map([
  ["console", "stdout"],
  ["standard", "stdout"],
  ["stdio", "stdout"],
  ["-", "stdout"],
  ["1", "stdout"],
  ["2", "stderr"],
  ["journal", "journald:"],
  ["systemd", "journald:"],
]);

/** A question for an error message: which backend an invalid text probably means; empty if none is similar. */
export function backendMeant(text: string): string {
  if (isListWithCommas(text)) {
    return "; did you mean several? They have blanks between them in LOG_BACKEND, and are an array in code";
  }
  const meant = STREAM_NAMES.get(text.toLowerCase()) ?? pathMeant(text) ?? addressMeant(text);
  return question(meant ?? schemeMeant(text));
}

/** Like {@link backendMeant}, for a value that is not a backend, such as a stream of Node. */
export function backendMeantBy(value: unknown): string {
  if (value === process.stdout) return `; did you mean "stdout" or "process.stdout"?`;
  if (value instanceof URL) return question(value.href);
  if (value === process.stderr) return `; did you mean "stderr" or "process.stderr"?`;
  const { path, write } = (Object(value) ?? {}) as { path?: unknown; write?: unknown };
  if (typeof write !== "function") return "";
  return typeof path === "string" ? question(fileUrl(path)) : "; it is a stream";
}

/** `stdout,stderr`, `stdout,file:///var/log/app.log`. */
function isListWithCommas(text: string): boolean {
  const parts = text.split(",").map((part) => part.trim());
  return parts.length > 1 && parts.every((part) => SCHEMES.includes(/^\w*/.exec(part)?.[0] ?? ""));
}

function question(meant: string | undefined): string {
  return meant === undefined ? "" : `; did you mean ${show(meant)}?`;
}

/** `/var/log/app.log`, `./app.log`, `C:\logs\app.log`, `file://app.log`. */
function pathMeant(text: string): string | undefined {
  if (/^[a-z]:[\\/]/i.test(text)) return `file:///${text.replaceAll("\\", "/")}`;
  const [, relative] = /^file:(?:\/\/)?([^/].*)$/.exec(text) ?? [];
  if (relative !== undefined) return fileUrl(relative);
  const isPath = /^(?:\.{0,2}\/|~\/)/.test(text) || /^[\w-]+\.(?:log|txt|json|ndjson)$/.test(text);
  return isPath ? fileUrl(text) : undefined;
}

function fileUrl(path: string): string {
  return pathToFileURL(resolve(path)).href;
}

/** `localhost:5140`. */
function addressMeant(text: string): string | undefined {
  return /^[\w.-]*[a-z.][\w.-]*:\d{1,5}$/i.test(text) ? `tcp://${text}` : undefined;
}

/** `TCP://…`, `upd://…`, `Stdout`. */
function schemeMeant(text: string): string | undefined {
  const [, scheme = "", rest = ""] = /^([a-z]+)(:.*|\?.*|)$/i.exec(text) ?? [];
  if (scheme === "") return undefined;
  if (SCHEMES.includes(scheme)) return undefined;
  if (scheme === "syslog" && /^:\/\/[^/]+:\d+/.test(rest)) return `udp${rest}`;
  const near = SCHEMES.find((name) => typingErrors(scheme.toLowerCase(), name) <= 1);
  return near === undefined ? undefined : `${near}${rest}`;
}
