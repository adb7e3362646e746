import type { Module } from "./programs.ts";

/** A generator of numbers from 0 to 1 that always gives the same ones for a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const LEVELS = ["fatal", "error", "warn", "info", "debug", "trace"];

/** Makes programs of calls, at random. Each runs to its end, and does the same each time. */
export class Grammar {
  readonly #random: () => number;
  /** Names of functions by their levels, as the program has them. */
  #functions: string[] = [];
  #loggers: string[] = [];
  #isAsync = false;
  #isGenerator = false;
  #effects = 0;
  #names = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A program: its last module is the entry. */
  program(): Module[] {
    this.#effects = 0;
    this.#names = 0;
    this.#loggers = [];
    const kind = this.#pick(["module", "module", "circle", "script"]);
    if (kind === "script") {
      this.#isAsync = false;
      return [{ name: "a.cjs", code: this.#script() }];
    }
    this.#isAsync = true;
    const head = this.#imports();
    if (kind === "module") return [{ name: "a.js", code: `${head}${this.#body()}` }];
    const early = this.#hoisted("early");
    const code = `import "b.js"${this.#end()}${head}${this.#body()}${early}`;
    return [
      {
        name: "b.js",
        code: `import { early } from "a.js"; import "fastlog"; import "fastlog/site"; early(1);`,
      },
      { name: "a.js", code },
    ];
  }

  #imports(): string {
    if (this.#chance(0.25)) {
      this.#functions = [...LEVELS, "log", "logger", "enabled"].map((name) => `fl.${name}`);
      return `import * as fl from "fastlog"${this.#end()}`;
    }
    const names = [...LEVELS, "log", "logger", "enabled"];
    const renamed = names.map((name) => (this.#chance(0.3) ? `${name}$` : name));
    this.#functions = renamed;
    const list = names.map((name, i) => (name === renamed[i] ? name : `${name} as ${renamed[i]}`));
    return `import { ${list.join(", ")} } from "fastlog"${this.#end()}`;
  }

  #script(): string {
    const strict = this.#chance(0.5) ? `"use strict"${this.#end()}` : "";
    if (this.#chance(0.5)) {
      this.#functions = [...LEVELS, "log", "logger", "enabled"].map((name) => `(0, fl_1.${name})`);
      return `${strict}const fl_1 = require("fastlog")${this.#end()}${this.#body()}`;
    }
    this.#functions = [...LEVELS, "log", "logger", "enabled"];
    return `${strict}const { ${this.#functions.join(", ")} } = require("fastlog")${this.#end()}${this.#body()}`;
  }

  #body(): string {
    const made = `let i = 0, m = "a message {}", l = "warn"${this.#end()}`;
    const loggers = this.#chance(0.6) ? this.#makeLoggers() : "";
    return `${made}${loggers}${this.#statements(3 + this.#int(6))}`;
  }

  #makeLoggers(): string {
    const make = this.#named("logger");
    const lines = [`const named = ${make}("some::target")${this.#end()}`];
    this.#loggers = ["named"];
    if (this.#chance(0.5)) {
      lines.push(`const child = named.child({ bound: ${this.#value()} })${this.#end()}`);
      this.#loggers.push("child");
    }
    if (this.#chance(0.3)) {
      lines.push(`const { info: taken, debug: off } = named${this.#end()}`);
      this.#functions = [...this.#functions, "taken", "off"];
    }
    if (this.#chance(0.3)) {
      const other = this.#pick(["", ", other: 1", ", ...{}", ", f() { return this; }"]);
      lines.push(
        `const kept = { log: named, "say": ${this.#named("info")}${other} }${this.#end()}`,
      );
      this.#loggers.push("kept.log");
      this.#functions = [...this.#functions, "kept.say"];
      if (this.#chance(0.3)) lines.push(`effect(typeof kept)${this.#end()}`);
      if (this.#chance(0.2)) lines.push(`kept.log = ${make}("another")${this.#end()}`);
    }
    if (this.#chance(0.3)) {
      lines.push(`const copy = ${this.#named("warn")}${this.#end()}`);
      this.#functions = [...this.#functions, "copy"];
    }
    return lines.join("");
  }

  /** A function that a module in a circle of imports calls before this module has run. */
  #hoisted(name: string): string {
    // Before, only what is imported has a value.
    const { ...before } = {
      functions: this.#functions,
      loggers: this.#loggers,
      isAsync: this.#isAsync,
    };
    this.#functions = this.#functions.slice(0, LEVELS.length + 3);
    this.#loggers = [];
    this.#isAsync = false;
    const calls = Array.from({ length: 1 + this.#int(3) }, () => `${this.#call()};`);
    this.#functions = before.functions;
    this.#loggers = before.loggers;
    this.#isAsync = before.isAsync;
    const plain = calls.map((call) =>
      call.replaceAll(/\bi\b(?=\+\+)|\b(?:i|m|l)\b(?= \+=|,|\))/g, "n"),
    );
    return `\nexport function ${name}(n) { let i = 0, m = "m {}", l = "error"; ${plain.join(" ")} }\n`;
  }

  #statements(count: number): string {
    return Array.from({ length: count }, () => this.#separated(this.#statement())).join("");
  }

  /** A statement that would go on with the line above begins with a semicolon. */
  #separated(statement: string): string {
    return /^[([`]/.test(statement) ? `;${statement}` : statement;
  }

  #statement(): string {
    const call = () => this.#call();
    const name = `x${this.#names++}`;
    switch (this.#int(22)) {
      case 0:
        return `if (${this.#condition()}) ${call()}${this.#end()}else ${call()}${this.#end()}`;
      case 1:
        return `for (const ${name} of [1, 2]) ${call()}${this.#end()}`;
      case 2:
        return `{ const ${this.#shadowed()} = effect; ${this.#shadowed()}("shadow"); }\n`;
      case 3:
        return `const ${name} = ${this.#expression()}${this.#end()}effect(${name})${this.#end()}`;
      case 4:
        return this.#function(name);
      case 5:
        return `try { ${call()}; throw new Error("e"); } catch (e) { ${call()}; } finally { ${call()}; }\n`;
      case 6:
        return `switch (i) { case 0: ${call()}; break; default: ${call()}; }\n`;
      case 7:
        return this.#chance(0.5) ? this.#keeping(name) : this.#class(name);
      case 8:
        return `${name}: for (;;) { ${call()}; break ${name}; }\n`;
      case 9:
        return `${this.#condition()} && ${call()}${this.#end()}`;
      case 10:
        return `[1].forEach((${name}) => ${this.#sync(() => this.#call())})${this.#end()}`;
      case 11:
        return `;[${this.#expression()}].length${this.#end()};(() => ${this.#sync(() => this.#call())})()${this.#end()}`;
      case 12:
        return `do ${call()}${this.#end()}while (false)${this.#end()}`;
      case 13:
        return `if (${this.#named("enabled")}(${JSON.stringify(this.#pick(LEVELS))})) { ${call()}; }\n`;
      case 14:
        return `function ${name}(info, debug) { info("inner"); debug("inner", effect(${this.#effect()})); }\n${name}(effect, effect)${this.#end()}`;
      default:
        return `${call()}${this.#end()}`;
    }
  }

  #class(name: string): string {
    return `class ${name} { f = ${this.#sync(() => this.#call())}; static { ${this.#sync(() => this.#call())}; } m(a = ${this.#sync(() => this.#call())}) { return ${this.#sync(() => this.#call())}; } }\nnew ${name}().m()${this.#end()}`;
  }

  /** A class with loggers in fields, some of which change. */
  #keeping(name: string): string {
    const { ...before } = { loggers: this.#loggers };
    const make = this.#named("logger");
    const field = this.#pick(["#log", "log"]);
    const other = this.#pick([
      "",
      `constructor() { this.${field} = ${make}("made"); }`,
      `constructor() { effect(this.${field}?.target); }`,
      `constructor() { const self = this; self.${field}.info("in its constructor {}", ${this.#effect()}); }`,
    ]);
    this.#loggers = [`this.${field}`, `${name}.own`];
    const calls = Array.from({ length: 3 }, () => `${this.#sync(() => this.#call())};`).join(" ");
    this.#loggers = before.loggers;
    const use = this.#pick(["", `effect(${name}.own.target);`, `effect(${name}.name);`]);
    return `class ${name} { ${field} = ${make}("kept"); static own = ${make}("static"); ${other} m() { ${calls} } }\nnew ${name}().m(); ${use}\n`;
  }

  #function(name: string): string {
    if (this.#chance(0.3)) {
      this.#isGenerator = true;
      const body = this.#sync(() => `${this.#call()}; ${this.#call()};`, true);
      this.#isGenerator = false;
      return `function* ${name}() { ${body} }\nfor (const y of ${name}()) effect(y)${this.#end()}`;
    }
    const body = this.#sync(() => `${this.#call()}\nreturn ${this.#expression()}`);
    return `function ${name}() { ${body} }\neffect(${name}())${this.#end()}`;
  }

  /** Code in which nothing is awaited. */
  #sync<T>(make: () => T, isGenerator = false): T {
    const before = [this.#isAsync, this.#isGenerator] as const;
    this.#isAsync = false;
    this.#isGenerator = isGenerator;
    const made = make();
    [this.#isAsync, this.#isGenerator] = before;
    return made;
  }

  #shadowed(): string {
    return this.#functions.find((name) => /^\w+$/.test(name)) ?? "info";
  }

  #condition(): string {
    return this.#pick(["true", "false", `effect(${this.#effect()})`, "i < 2", "i > 2"]);
  }

  #expression(): string {
    const call = this.#call();
    const other = this.#value();
    return this.#pick([
      call,
      `(${call}, ${other})`,
      `[${call}, ${other}].length`,
      `${this.#condition()} ? ${call} : ${other}`,
      `${call} ?? ${other}`,
      `typeof ${call}`,
      `!${call}`,
      `\`\${${call}}\``,
      `{ a: ${call} }.a`,
    ])
      .replace(/^\{/, "({")
      .replace(/\}\.a$/, "}).a");
  }

  /** A call of a log function, in one of the forms in which it can be written. */
  #call(): string {
    const [callee, isLog] = this.#callee();
    if (!isLog && !callee.includes("?.") && this.#chance(0.08)) return this.#tagged(callee);
    const optional = this.#chance(0.05) ? "?." : "";
    const line = () => this.#pick(["", "", "", "\n", " /* ( , */ "]);
    const level = this.#pick([...LEVELS, "warning"]);
    const given = isLog
      ? [this.#pick([`"${level}"`, `"${level}"`, "l"]), ...this.#arguments()]
      : this.#arguments();
    const comma = given.length > 0 && this.#chance(0.1) ? "," : "";
    return `${callee}${optional}(${line()}${given.join(`,${line()} `)}${comma}${line()})`;
  }

  #tagged(callee: string): string {
    const parts = Array.from({ length: this.#int(3) }, () => `\${${this.#value()}} t {} `);
    return `${callee}\`tagged ${parts.join("")}\``;
  }

  #callee(): [callee: string, isLog: boolean] {
    const level = this.#pick(LEVELS);
    if (this.#chance(0.1)) return [this.#named("log"), true];
    if (this.#loggers.length > 0 && this.#chance(0.4)) {
      const logger = this.#pick(this.#loggers);
      if (this.#chance(0.1)) return [`${logger}.log`, true];
      return [
        this.#pick([
          `${logger}.${level}`,
          `${logger}\n  .${level}`,
          `${logger}["${level}"]`,
          `${logger}?.${level}`,
        ]),
        false,
      ];
    }
    if (this.#chance(0.05)) return [`${this.#named("logger")}("direct").${level}`, false];
    if (this.#chance(0.05)) {
      const other = this.#named(this.#pick(LEVELS));
      return [`(${this.#condition()} ? ${this.#named(level)} : ${other})`, false];
    }
    const others = this.#functions.slice(LEVELS.length + 3);
    if (others.length > 0 && this.#chance(0.2)) return [this.#pick(others), false];
    const name = this.#named(level);
    return [this.#pick([name, name, name, name, `(${name})`, `(0, ${name})`]), false];
  }

  #named(name: string): string {
    const at = [...LEVELS, "log", "logger", "enabled"].indexOf(name);
    return this.#functions[at] ?? name;
  }

  #arguments(): string[] {
    const values = () => Array.from({ length: this.#int(4) }, () => this.#argument());
    switch (this.#int(10)) {
      case 0:
        return [`\`literal ${"{} ".repeat(this.#int(3))}\``, ...values()];
      case 1:
        return [`\`with ${"$"}{${this.#value()}} {}\``, ...values()];
      case 2:
        return [`"joined " + ${this.#value()}`, ...values()];
      case 3:
        return ["m", ...values()];
      case 4:
        return [this.#fields(), ...(this.#chance(0.7) ? [`"behind {}"`] : []), ...values()];
      case 5:
        return [`() => "lazy " + ${this.#sync(() => this.#value())}`, ...values()];
      default:
        return [
          `"text ${"{} ".repeat(this.#int(4))}${this.#chance(0.2) ? "{a}" : ""}"`,
          ...values(),
        ];
    }
  }

  #argument(): string {
    return this.#chance(0.12) ? `...[${this.#value()}, ${this.#value()}]` : this.#value();
  }

  #fields(): string {
    const parts = [
      `a: ${this.#value()}`,
      `[effect("k")]: ${this.#value()}`,
      `...{ b: ${this.#value()} }`,
      "c() { return 1; }",
      "get d() { return 2; }",
    ];
    return `{ ${parts.filter(() => this.#chance(0.4)).join(", ")} }`;
  }

  #value(): string {
    const effect = () => `effect(${this.#effect()})`;
    const more: string[] = [];
    if (this.#isAsync) more.push(`await ${effect()}`, `(await ${effect()}, 1)`);
    if (this.#isGenerator) more.push(`yield ${effect()}`, `(yield, 2)`);
    return this.#pick([
      "1",
      `"s"`,
      "null",
      "true",
      "i",
      "[1, 2]",
      "undefined",
      "-i",
      "i + 1",
      effect(),
      effect(),
      effect(),
      `[${effect()}]`,
      `{ a: ${effect()}, b: 1 }`,
      `-${effect()}`,
      `(${effect()}, ${effect()})`,
      `i++`,
      `(i += ${effect()})`,
      `${effect()} ? ${effect()} : 0`,
      `i && ${effect()}`,
      `null ?? ${effect()}`,
      `{ f: effect }.f(${this.#effect()})`,
      `[${effect()}][0]`,
      `new Number(${effect()})`,
      `counted\`t${this.#effect()}\``,
      `[effect][0]?.(${this.#effect()})`,
      `\`v\${${effect()}}\``,
      "(() => 1)",
      `((${effect()}))`,
      `typeof ${effect()}`,
      `delete { a: ${effect()} }.a`,
      ...more,
    ]);
  }

  #effect(): number {
    return ++this.#effects;
  }

  /** The end of a statement. Statements that begin so that they might go on bring a semicolon of their own. */
  #end(): string {
    return this.#pick([";", ";\n", "\n", "\n", ";\r\n", " // end\n"]);
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #int(below: number): number {
    return Math.floor(this.#random() * below);
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#int(list.length)] as T;
  }
}
