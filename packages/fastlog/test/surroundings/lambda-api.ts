import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Child, PROGRAMS, start } from "../child.ts";
import { until } from "../until.ts";

const RUNTIME = createRequire(import.meta.url).resolve("aws-lambda-ric");

/** What Lambda sets for every function. */
const ENVIRONMENT = {
  AWS_LAMBDA_FUNCTION_NAME: "shop",
  AWS_LAMBDA_FUNCTION_VERSION: "1",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
  AWS_LAMBDA_LOG_GROUP_NAME: "group",
  AWS_LAMBDA_LOG_STREAM_NAME: "stream",
};

/** An answer of the function. */
export interface Answer {
  readonly kind: "response" | "error";
  readonly body: unknown;
}

/** A function that Amazon's own runtime interface client runs, on a Runtime API in this process. */
export class Lambda {
  /** All that the function has printed so far. */
  stdout = "";

  readonly #server: Server;
  #child!: Child;
  #asked: ((event: object, id: string) => void) | undefined;
  #answered: ((answer: Answer, respond: () => void) => void) | undefined;
  #invocations = 0;

  /** Starts a function: the module's path without its extension, and the export of its handler. */
  static async start(
    [folder, module]: readonly [string, string],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Lambda> {
    const lambda = new Lambda();
    await new Promise<void>((resolve) => lambda.#server.listen(0, "127.0.0.1", resolve));
    const { port } = lambda.#server.address() as AddressInfo;
    lambda.#child = start(
      [process.execPath, "--require", join(PROGRAMS, "lambda-client.cjs"), RUNTIME],
      {
        env: {
          ...ENVIRONMENT,
          AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
          LAMBDA_TASK_ROOT: folder,
          _HANDLER: `${module}.handler`,
          ...env,
        },
      },
    );
    lambda.#child.process.stdout?.on("data", (chunk) => {
      lambda.stdout += chunk;
    });
    return lambda;
  }

  private constructor() {
    this.#server = createServer((request, response) => this.#take(request, response));
  }

  /** The records that the function has printed so far. */
  get records(): readonly Readonly<Record<string, unknown>>[] {
    const lines = this.stdout.split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line));
  }

  /**
   * Hands an event to the function, and freezes it as soon as it answers: before it sees that its answer was taken.
   * `whileFrozen` runs meanwhile. Returns the answer, when the function asks for the next event.
   */
  async invoke(event: object, whileFrozen: () => Promise<void> | void = () => {}): Promise<Answer> {
    await until(() => this.#asked !== undefined);
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#answered = async (answer, respond) => {
        try {
          await this.#freeze();
          await whileFrozen();
          this.#signal("SIGCONT");
          respond();
          resolve(answer);
        } catch (error) {
          reject(error);
        }
      };
    });
    this.#asked?.(event, `id-${++this.#invocations}`);
    return answer;
  }

  async stop(): Promise<void> {
    this.#signal("SIGKILL");
    await this.#child.ended;
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #freeze(): Promise<void> {
    this.#signal("SIGSTOP");
    await until(() => /^\d+ \(.*\) T/.test(readFileSync(`/proc/${this.#pid}/stat`, "latin1")));
  }

  get #pid(): number {
    return this.#child.process.pid as number;
  }

  #signal(signal: NodeJS.Signals): void {
    process.kill(this.#pid, signal);
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const what = request.url?.split("/").at(-1);
    if (what === "next") {
      this.#asked = (event, id) => {
        this.#asked = undefined;
        response.setHeader("Lambda-Runtime-Aws-Request-Id", id);
        response.setHeader("Lambda-Runtime-Deadline-Ms", String(Date.now() + 60_000));
        response.setHeader("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:shop");
        response.end(JSON.stringify(event));
      };
      return;
    }
    const kind = what === "error" ? "error" : "response";
    const body = JSON.parse(await text(request));
    this.#answered?.({ kind, body }, () => response.end("{}"));
  }
}
