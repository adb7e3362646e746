import { EventEmitter } from "node:events";
import { expect, test, vi } from "vitest";
import { type Context, Contexts } from "../fields/async-context.ts";
import { Bindings } from "../fields/bindings.ts";
import { Emitters } from "./emitter.ts";
import type { Exchange } from "./exchange.ts";

function exchange() {
  const made = { context: undefined as Context | undefined, end: vi.fn<() => void>() };
  const request = made as unknown as Exchange;
  made.context = { fields: {}, bindings: new Bindings({}), request };
  return { ...made, request };
}

test("listeners run in the context of their exchange, with all arguments", () => {
  const contexts = new Contexts();
  const { request, context } = exchange();
  const emitter = new EventEmitter();
  new Emitters(contexts).bind(emitter, request, false);
  const seen: unknown[] = [];
  emitter.on("data", (...args) => seen.push(contexts.current === context, ...args));
  expect(emitter.emit("data", 1, 2, 3)).toBe(true);
  expect(emitter.emit("other")).toBe(false);
  expect(seen).toEqual([true, 1, 2, 3]);
  expect(contexts.current).toBeUndefined();
});

test("a nested context of the same exchange stays", () => {
  const contexts = new Contexts();
  const { request } = exchange();
  const emitter = new EventEmitter();
  new Emitters(contexts).bind(emitter, request, false);
  const nested: Context = { fields: { step: 1 }, bindings: new Bindings({}), request };
  let seen: Context | undefined;
  emitter.on("data", () => {
    seen = contexts.current;
  });
  contexts.run(nested, () => emitter.emit("data"));
  expect(seen).toBe(nested);
});

test("an error without a listener is thrown, as by any emitter", () => {
  const { request } = exchange();
  const emitter = new EventEmitter();
  new Emitters(new Contexts()).bind(emitter, request, false);
  expect(() => emitter.emit("error", new Error("unheard"))).toThrow("unheard");
});

test("an exchange ends behind the listeners of close, even if one throws", () => {
  const { request, end } = exchange();
  const emitter = new EventEmitter();
  new Emitters(new Contexts()).bind(emitter, request, true);
  emitter.on("close", () => {
    expect(end).not.toHaveBeenCalled();
    throw new Error("failed");
  });
  expect(() => emitter.emit("close")).toThrow("failed");
  expect(end).toHaveBeenCalledOnce();
});

test("an emit of the program's own is called", () => {
  const { request, end } = exchange();
  const emitted: unknown[] = [];
  class Own extends EventEmitter {
    override emit(...args: Parameters<EventEmitter["emit"]>): boolean {
      emitted.push(args[0]);
      return super.emit(...args);
    }
  }
  const emitter = new Own();
  new Emitters(new Contexts()).bind(emitter, request, true);
  emitter.emit("data");
  emitter.emit("close");
  expect(emitted).toEqual(["data", "close"]);
  expect(end).toHaveBeenCalledOnce();
});

test("an emitter whose prototype is frozen is bound, too", () => {
  const { request, end } = exchange();
  class Frozen extends EventEmitter {
    override emit(...args: Parameters<EventEmitter["emit"]>): boolean {
      return super.emit(...args);
    }
  }
  Object.freeze(Frozen.prototype);
  const emitter = new Frozen();
  new Emitters(new Contexts()).bind(emitter, request, true);
  emitter.emit("close");
  expect(end).toHaveBeenCalledOnce();
});
