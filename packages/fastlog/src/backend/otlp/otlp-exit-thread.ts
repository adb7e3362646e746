/** The `workerData` of the thread. */
export interface ExitPost {
  readonly isSecure: boolean;
  /** Options of `http.request` or `https.request`, with all headers but the length. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly Uint8Array[];
  /** How long it may take, in milliseconds. */
  readonly wait: number;
  /** Whether the thread has ended, and how many requests were answered. */
  readonly progress: Int32Array;
  /** The thread sends each answer there. */
  readonly port: import("node:worker_threads").MessagePort;
}

/** A message of the thread. */
export interface ExitMessage {
  /** An answer that ends a request. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: Uint8Array;
  /** Reason why the rest has no answer. */
  readonly code?: string;
  readonly message?: string;
}

/**
 * Source of the thread that sends the bodies of an {@link ExitPost}, one after another. The build replaces this module by
 * the text.
 */
export const POST_THREAD: string = `(${post})()`;

/** Must not refer to anything outside of itself. */
function post(): void {
  const { workerData } = process.getBuiltinModule("node:worker_threads");
  const { isSecure, options, headers, bodies, wait, progress, port } = workerData as ExitPost;
  const http = process.getBuiltinModule(isSecure ? "node:https" : "node:http");
  const { setTimeout: later } = process.getBuiltinModule("node:timers");
  const agent = new http.Agent({ keepAlive: true });
  const end = process.uptime() * 1000 + wait;
  let next = 0;
  let delay = 25;
  const stop = () => {
    Atomics.store(progress, 0, 1);
    Atomics.notify(progress, 0);
  };
  const fail = (code: string, message: string) => {
    port.postMessage({ code, message });
    stop();
  };
  const again = (after: number, code: string, message: string) => {
    const pause = after + Math.random() * delay;
    delay *= 2;
    if (process.uptime() * 1000 + pause >= end) fail(code, message);
    else later(send, pause);
  };
  const retryAfter = (header: string | undefined) => {
    if (header === undefined) return 0;
    const after = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
    return Number.isNaN(after) ? 0 : Math.max(after, 0);
  };
  const send = () => {
    const body = bodies[next];
    if (body === undefined) {
      stop();
      return;
    }
    let isDone = false;
    const once = (then: () => void) => {
      if (isDone) return;
      isDone = true;
      then();
    };
    const request = http.request({
      ...options,
      agent,
      method: "POST",
      headers: { ...headers, "content-length": body.length },
    });
    request.setTimeout(Math.max(1, end - process.uptime() * 1000), () => {
      request.destroy(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" }));
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      const { code = "", message } = error;
      once(() => {
        // Nobody listens, or nobody has that name: that will be so for a while.
        const isHopeless =
          /^(?:ECONNREFUSED|ENOTFOUND|EACCES|ENOENT|ETIMEDOUT|ERR_|CERT_|DEPTH_|SELF_|UNABLE_)/;
        if (isHopeless.test(code)) fail(code, message);
        else again(0, code, message);
      });
    });
    request.on("response", (response) => {
      const { statusCode: status = 0 } = response;
      const parts: Uint8Array[] = [];
      let length = 0;
      response.on("data", (part: Uint8Array) => {
        length += part.length;
        if (length < 65_536) parts.push(part);
      });
      const done = () =>
        once(() => {
          if ([429, 502, 503, 504].includes(status)) {
            again(retryAfter(response.headers["retry-after"]), `HTTP_${status}`, `HTTP ${status}`);
            return;
          }
          const body = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
          let at = 0;
          for (const part of parts) {
            body.set(part, at);
            at += part.length;
          }
          const { "content-type": type } = response.headers;
          port.postMessage({ status, headers: { "content-type": type }, body });
          next++;
          delay = 25;
          send();
        });
      response.on("end", done);
      response.on("close", done);
      response.on("error", done);
    });
    request.end(body);
  };
  send();
}
