import type { Logger } from "../call/logger.ts";
import type { ContextPlan } from "../config/context-options.ts";
import { messageOf } from "../diagnostics/error-message.ts";
import { complainOnce } from "../diagnostics/self-log.ts";
import { show } from "../diagnostics/show.ts";
import type { Context } from "../fields/async-context.ts";
import { isLevel, LEVELS, type RecordLevel, recordLevel } from "../level.ts";
import type { Runtime } from "../lifecycle/runtime.ts";
import { isSampled } from "../trace/sampling.ts";
import { clientIp } from "./client-ip.ts";
import type { AddedFields, Exchange, ExchangeLog } from "./exchange.ts";
import { type HttpSettings, isShare } from "./options.ts";
import { queryOf } from "./path.ts";
import { isRequestId, newRequestId } from "./request-id.ts";
import { UserFunctions } from "./user-functions.ts";

/** In characters: the longest path in a message. The field has all of it. */
const MAX_SHOWN = 256;

/** In characters: the longest `userAgent`. */
const MAX_USER_AGENT = 256;

/** Writes the record of each request. */
export class AccessLog implements ExchangeLog {
  private readonly runtime: Runtime;
  private readonly settings: HttpSettings;
  private readonly logger: Logger;
  private readonly functions = new UserFunctions();
  /** The ring of each request's context; `undefined` for none. */
  private readonly plan: ContextPlan | undefined;

  /** Throws for an invalid size of what is kept. */
  constructor(runtime: Runtime, settings: HttpSettings) {
    const { recorder } = settings;
    this.runtime = runtime;
    this.settings = settings;
    this.plan = recorder === undefined ? undefined : runtime.contextPlan({ recorder });
    this.logger = settings.logger ?? runtime.logger("http");
  }

  /** Gives a request its id and its context. */
  begin(exchange: Exchange): Context {
    const { hasIds, sentHeader, fields, ip, trustProxy = false } = this.settings;
    if (ip === true) {
      exchange.ip = clientIp(exchange.peer, exchange.header("x-forwarded-for"), trustProxy);
    }
    let own: AddedFields = {};
    if (hasIds) {
      const reqId = this.idOf(exchange);
      own = { reqId };
      if (sentHeader !== undefined) exchange.sendHeader(sentHeader, reqId);
    }
    if (fields !== undefined) {
      const more: unknown = this.functions.call("fields", fields, exchange);
      if (typeof more === "object" && more !== null) own = { ...own, ...more };
    }
    const context = this.runtime.requestContext(own, exchange);
    exchange.context = context;
    if (this.plan !== undefined) this.runtime.beginRecording(this.plan, context);
    return context;
  }

  private idOf(exchange: Exchange): string {
    const { idHeader, generate } = this.settings;
    const given = idHeader === undefined ? undefined : exchange.header(idHeader);
    if (isRequestId(given)) return given;
    if (generate === undefined) return newRequestId();
    const made: unknown = this.functions.call("reqId", generate, exchange);
    if (isRequestId(made)) return made;
    if (made !== undefined) {
      this.functions.tell(
        "reqId",
        `invalid id ${show(made)} (expected 1 to 128 letters, digits, "_", "." or "-")`,
      );
    }
    return newRequestId();
  }

  write(exchange: Exchange): void {
    try {
      if (this.functions.call("skip", this.settings.skip, exchange) === true) {
        exchange.isLeftOut = true;
        return;
      }
      if (this.settings.route !== undefined) {
        exchange.setRoute(this.functions.call("route", this.settings.route, exchange));
      }
      // Each asks the response of Node.
      const { status, aborted } = exchange;
      const level = this.levelOf(exchange, status, aborted);
      if (level === "silent" || !this.logger.isEnabled(level)) return;
      const share = this.shareOf(exchange, level);
      if (share < 1 && !isSampled(share, exchange.trace)) {
        exchange.isLeftOut = true;
        return;
      }
      const record = this.recordOf(exchange, status, aborted, share);
      this.log(exchange, level, record, describe(exchange, status, aborted));
    } catch (error) {
      complainOnce("http()", messageOf(error));
    } finally {
      if (exchange.context !== undefined) this.runtime.endRecording(exchange.context);
    }
  }

  writeMore(exchange: Exchange, fields: AddedFields): void {
    if (exchange.isLeftOut) return;
    try {
      const { method, path, route, isDone } = exchange;
      const late = isDone ? true : undefined;
      const message = `${method} ${shown(exchange)}${isDone ? " has late fields" : " has more fields"}`;
      this.log(exchange, "info", { method, path, route, ...fields, late }, message);
    } catch (error) {
      complainOnce("http()", messageOf(error));
    }
  }

  private recordOf(
    exchange: Exchange,
    status: number | undefined,
    aborted: boolean,
    share: number,
  ): AddedFields {
    const { method, path, route, ms, bytes, added } = exchange;
    const { query, userAgent } = this.settings;
    // Most records have no further fields, and V8 has one shape for all of them.
    const record: Record<string, unknown> =
      route === undefined
        ? { method, path, status, ms, bytes }
        : { method, path, route, status, ms, bytes };
    if (aborted) record["aborted"] = true;
    if (exchange.ip !== undefined) record["ip"] = exchange.ip;
    if (query === true) record["query"] = queryOf(exchange.url);
    if (userAgent === true) {
      record["userAgent"] = exchange.header("user-agent")?.slice(0, MAX_USER_AGENT);
    }
    if (share < 1) record["sampled"] = share;
    return added === undefined ? record : { ...record, ...added };
  }

  /** Logs in the context of the request, which Node does not keep where a connection is closed. */
  private log(exchange: Exchange, level: RecordLevel, fields: AddedFields, message: string): void {
    const { contexts } = this.runtime;
    const { context } = exchange;
    if (context === undefined || contexts.current === context) this.put(level, fields, message);
    else contexts.run(context, () => this.put(level, fields, message));
  }

  private put(level: RecordLevel, fields: AddedFields, message: string): void {
    const { logger } = this;
    // With fields first, a message is literal: a path may have braces.
    if (level === "info") logger.info(fields, message);
    else if (isLevel(level)) logger[level](fields, message);
    else logger.log(level, fields, message);
  }

  private levelOf(
    exchange: Exchange,
    status: number | undefined,
    aborted: boolean,
  ): RecordLevel | "silent" {
    const { level } = this.settings;
    if (level !== undefined) {
      const chosen: unknown = this.functions.call("level", level, exchange);
      if (typeof chosen === "string") return chosen as RecordLevel | "silent";
      if (chosen !== undefined) {
        this.functions.tell("level", `invalid level ${show(chosen)} (expected a name of one)`);
      }
    }
    if ((status ?? 0) >= 500) return "error";
    return aborted ? "warn" : "info";
  }

  private shareOf(exchange: Exchange, level: RecordLevel): number {
    const { sample = 1 } = this.settings;
    if (sample === 1 || (recordLevel(level) ?? LEVELS.info) >= LEVELS.warn) return 1;
    if (typeof sample === "number") return sample;
    const share: unknown = this.functions.call("sample", sample, exchange);
    if (typeof share === "number" && isShare(share)) return share;
    if (share !== undefined) {
      this.functions.tell("sample", `invalid share ${show(share)} (expected above 0, up to 1)`);
    }
    return 1;
  }
}

/** The message of a record: `GET /users/:id 200`. */
function describe(exchange: Exchange, status: number | undefined, aborted: boolean): string {
  const text = `${exchange.method} ${shown(exchange)}`;
  const answered = status === undefined ? text : `${text} ${status}`;
  return aborted ? `${answered} aborted` : answered;
}

/** The route, or the path, cut if it is long. */
function shown({ route, path }: Exchange): string {
  const text = route ?? path;
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
