import { createSecretKey, generateKeyPairSync, webcrypto } from "node:crypto";
import { EventEmitter } from "node:events";
import { createReadStream } from "node:fs";
import { PassThrough, Transform } from "node:stream";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { compileRedaction } from "../../redact/redact.ts";
import { DEFAULT_LIMITS, plainOf } from "../value/plain.ts";
import { dataOf } from "../value/plain-data.ts";

const told = (value: unknown): unknown => dataOf(plainOf(value));

class Secret {
  readonly #secret = "PLANTED";
  get secret(): string {
    return this.#secret;
  }
}

class Job extends EventEmitter {
  readonly id = 17;
  readonly _attempt = 2;
  readonly owner = new Owner();
}

class Owner {
  readonly name = "ada";
}

class Upper extends Transform {
  readonly locale = "de";
  readonly owner = new Owner();
  readonly _secret = "PLANTED";
}

/** As a class had getters before there were classes. */
function Attributed(): void {}
Object.defineProperties(Attributed.prototype, {
  text: { get: () => "a", enumerable: true },
  list: { get: () => [1], enumerable: true },
  absent: { get: () => null, enumerable: true },
  owner: { get: () => new Owner(), enumerable: true },
  method: { value: () => 1, enumerable: true },
  LIMIT: { value: 1, enumerable: true },
  _own: { get: () => 2, enumerable: true },
  throws: {
    get() {
      throw new Error("refused");
    },
    enumerable: true,
  },
});
const attributed = (): object => Object.create(Attributed.prototype);

const timer = setTimeout(() => {}, 0);
clearTimeout(timer);

/** Without what an event says of how it was dispatched. */
const eventOf = (event: Event): object => {
  const { type, detail, data } = told(event) as Record<string, unknown>;
  return { type, detail, data };
};

test.each<[name: string, value: unknown, attributes: object]>([
  [
    "a Response",
    new Response("PLANTED", { status: 503, statusText: "busy", headers: { "x-a": "PLANTED" } }),
    { status: 503, ok: false, statusText: "busy", bodyUsed: false, url: "" },
  ],
  [
    "a Request",
    new Request("http://h.example/a?b", {
      method: "PUT",
      body: "PLANTED",
      headers: { authorization: "PLANTED" },
    }),
    { method: "PUT", url: "http://h.example/a?b", redirect: "follow" },
  ],
  ["an AbortSignal", AbortSignal.abort(), { aborted: true }],
  ["a Blob", new Blob(["abc"], { type: "text/plain" }), { size: 3, type: "text/plain" }],
  ["a File", new File(["abc"], "a.txt"), { name: "a.txt", size: 3 }],
  ["a stream of the web", new ReadableStream(), { locked: false }],
  ["a decoder", new TextDecoder(), { encoding: "utf-8", fatal: false }],
  [
    "a CryptoKey",
    await webcrypto.subtle.generateKey({ name: "AES-GCM", length: 128 }, false, ["encrypt"]),
    {
      type: "secret",
      extractable: false,
      algorithm: { name: "AES-GCM", length: 128 },
      usages: ["encrypt"],
    },
  ],
  ["a file that is read", createReadStream("/dev/null"), { path: "/dev/null", flags: "r" }],
])("%s is its attributes, and no headers or bodies", (_, value, attributes) => {
  expect(told(value)).toMatchObject(attributes);
  expect(told({ nested: [value] })).toEqual({ nested: [told(value)] });
  expect(JSON.stringify(told(value))).not.toContain("PLANTED");
});

test.each<[event: Event, type: string, payload: object]>([
  [new Event("a"), "a", {}],
  [new CustomEvent("b", { detail: { id: 17 } }), "b", { detail: { id: 17 } }],
  [new MessageEvent("c", { data: "text" }), "c", { data: "text" }],
])("%s is its attributes", (event, type, payload) => {
  expect(eventOf(event)).toEqual({ type, detail: undefined, data: undefined, ...payload });
});

test.each<[value: unknown, name: string]>([
  [new Secret(), "Secret"],
  [new (class Nothing {})(), "Nothing"],
  [createSecretKey(Buffer.from("PLANTED")), "SecretKeyObject"],
  [generateKeyPairSync("ed25519").privateKey, "PrivateKeyObject"],
  [new Intl.NumberFormat("de"), "NumberFormat"],
  [new Intl.DateTimeFormat("de"), "DateTimeFormat"],
  [new AbortController(), "AbortController"],
  [new EventTarget(), "EventTarget"],
  [new MessageChannel().port1, "MessagePort"],
  [timer, "Timeout"],
  [setImmediate(() => {}), "Immediate"],
  [new EventEmitter(), "EventEmitter"],
  [new PassThrough(), "PassThrough"],
  [runInNewContext("class Far { #a = 1 }; new Far()"), "Far"],
  [new (class extends Secret {})(), "Object"],
])("what has nothing to tell is the name of its class: %#", (value, name) => {
  expect(told(value)).toBe(`[${name}]`);
  expect(told({ a: value, b: [value] })).toEqual({ a: `[${name}]`, b: [`[${name}]`] });
});

test("an empty object without a class is written as empty", () => {
  expect(told({ a: {}, b: Object.create({ c: 1 }), d: Object.create(null) })).toEqual({
    a: {},
    b: {},
    d: {},
  });
});

test("getters of a class that can be listed are attributes, but for what is absent or leads elsewhere", () => {
  expect(told(attributed())).toEqual({
    text: "a",
    list: [1],
    _own: 2,
    throws: "[Throws: refused]",
  });
});

test("an attribute is redacted by its name", () => {
  const redaction = compileRedaction(["list", "**.text"]);
  expect(dataOf(plainOf(attributed(), DEFAULT_LIMITS, redaction))).toEqual({
    text: "[Redacted]",
    list: "[Redacted]",
    _own: 2,
    throws: "[Throws]",
  });
});

test("an object with own properties is written by those", () => {
  expect(told(Object.assign(attributed(), { a: 1 }))).toEqual({ a: 1 });
});

test("an emitter is its own properties, but for what it has to emit", () => {
  expect(told(new Job().on("done", () => {}))).toEqual({
    id: 17,
    _attempt: 2,
    owner: { name: "ada" },
  });
});

test("a stream is its own properties, but for its state", () => {
  expect(told(new Upper())).toEqual({ locale: "de", owner: { name: "ada" } });
});

test("the process is named", () => {
  expect(told({ process })).toEqual({ process: "[process]" });
});

describe("a call site", () => {
  test("is its place", () => {
    const { prepareStackTrace } = Error;
    try {
      Error.prepareStackTrace = (_, sites) => sites;
      const [site] = new Error("x").stack as unknown as NodeJS.CallSite[];
      expect(told({ site })).toEqual({ site: expect.stringMatching(/instance\.test\.ts:\d+:\d+/) });
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
  });

  test("is none because its class has that name", () => {
    class CallSite {}
    expect(told(new CallSite())).toBe("[CallSite]");
  });
});

describe("an event with an error", () => {
  class Failed extends Event {
    readonly #error: unknown;
    constructor(error: unknown) {
      super("error");
      this.#error = error;
    }
    get error(): unknown {
      return this.#error;
    }
  }

  test("is that error", () => {
    const error = new TypeError("refused", { cause: new Error("why") });
    expect(told(new Failed(error))).toEqual(told(error));
    expect(told({ event: new Failed(error) })).toEqual({ event: told(error) });
  });

  test("is redacted as the error", () => {
    const redaction = compileRedaction(["event.message"]);
    const value = { event: new Failed(new TypeError("PLANTED")) };
    expect(dataOf(plainOf(value, DEFAULT_LIMITS, redaction))).toMatchObject({
      event: { type: "TypeError", message: "[Redacted]" },
    });
  });

  test("is an event if that is no error", () => {
    expect(told(new Failed("text"))).toMatchObject({ type: "error" });
  });

  test("that is its own is an object with two properties", () => {
    const value = Object.assign(new Secret(), { type: "x", error: new Error("why"), id: 17 });
    expect(told(value)).toMatchObject({ type: "x", error: { message: "why" }, id: 17 });
  });
});

describe("what cannot be read", () => {
  test.each<[name: string, value: object]>([
    ["a revoked proxy", revoked({})],
    [
      "an emitter whose prototype is a revoked proxy",
      Object.setPrototypeOf(new Job(), revoked({})),
    ],
    [
      "an object whose class throws",
      Object.create({
        get constructor() {
          throw new Error("refused");
        },
      }),
    ],
    [
      "a proxy that lists names that it does not have",
      new Proxy(new Secret(), {
        ownKeys: () => {
          throw new Error("refused");
        },
      }),
    ],
  ])("%s has a mark in its place", (_, value) => {
    expect(told({ value, other: 1 })).toEqual({
      value: expect.stringMatching(/^\[Throws: .*\]$/),
      other: 1,
    });
  });
});

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}
