import { type Logging, PACKAGE } from "./meanings.ts";
import type { Origin } from "./origin.ts";
import type { Place } from "./positions.ts";

interface MadeSite {
  readonly template: string | undefined;
  readonly place: Place;
  /** The site may be used before the body of its module runs. */
  readonly isEarly: boolean;
}

/** Names of the functions and sites that are added to a file, and the code that makes them. */
export class Header {
  readonly #prefix: string;
  readonly #target: string;
  readonly #file: string;
  readonly #functions = new Map<Logging, string>();
  readonly #early = new Map<Logging, string>();
  readonly #sites: MadeSite[] = [];

  /** The names begin with something that does not occur in the code. */
  constructor(code: string, target: string, file: string) {
    let prefix = "__fastlog";
    for (let n = 2; code.includes(prefix); n++) prefix = `__fastlog${n}`;
    this.#prefix = prefix;
    this.#target = target;
    this.#file = file;
  }

  get isEmpty(): boolean {
    return this.#functions.size === 0 && this.#sites.length === 0;
  }

  /** The variable of a function that is bound to the target. */
  logging(name: Logging): string {
    const variable = `${this.#prefix}_${name}`;
    this.#functions.set(name, variable);
    return variable;
  }

  /** Lets a function be called before the body of the module runs. `plain` is the imported function. */
  early(name: Logging, plain: string): void {
    this.#early.set(name, plain);
  }

  /** The variable of a site. */
  site(template: string | undefined, place: Place, isEarly: boolean): string {
    this.#sites.push({ template, place, isEarly });
    return `${this.#prefix}_${this.#sites.length - 1}`;
  }

  /** Code that takes what it needs of `fastlog/site`: imports, or declarators. */
  loaders(how: Origin["how"]): string[] {
    const isImport = how === "import";
    const as = isImport ? " as " : ": ";
    const p = this.#prefix;
    const names = [
      ...(this.#functions.size > 0 ? [`bound${as}${p}_bound`] : []),
      ...(this.#sites.length > 0 ? [`site${as}${p}_site`] : []),
    ];
    const loader = (pattern: string, module: string) => {
      const source = JSON.stringify(module);
      if (isImport) return `import { ${pattern} } from ${source};`;
      return `{ ${pattern} } = ${how === "require" ? `require(${source})` : `await import(${source})`}`;
    };
    return [...(names.length > 0 ? [loader(names.join(", "), `${PACKAGE}/site`)] : [])];
  }

  /** Declarators of what needs not be there before the body of the module runs. */
  declarators(): string[] {
    const p = this.#prefix;
    const target = JSON.stringify(this.#target);
    const functions = [...this.#functions].filter(([name]) => !this.#early.has(name));
    return [
      ...(this.#functions.size > 0 ? [`${p} = ${p}_bound(${target})`] : []),
      ...functions.map(([name, variable]) => `${variable} = ${p}.${name}`),
      ...this.#sites.flatMap((site, index) =>
        site.isEarly ? [] : [`${p}_${index} = ${this.#made(site)}`],
      ),
    ];
  }

  /** Statements that make all functions and sites, on one line. */
  statements(): string {
    const p = this.#prefix;
    const hoisted: string[] = [];
    const assignments: string[] = [];
    for (const [name, plain] of this.#early) {
      const variable = this.logging(name);
      hoisted.push(this.#substitute(name, variable, plain));
      assignments.push(`${variable} = ${p}.${name};`);
    }
    this.#sites.forEach((site, index) => {
      if (!site.isEarly) return;
      const variable = `${p}_${index}`;
      const { line, column } = site.place;
      hoisted.push(
        `function ${variable}() { return ${p}_early(${textOf(site)}, ${line}, ${column}); }`,
      );
      assignments.push(`${variable} = ${variable}()[0];`);
    });
    if (assignments.length > this.#early.size) {
      const call = this.#call("text", "line", "column");
      const made = `try { return [${call}]; } catch { return text === void 0 ? [] : [text]; }`;
      hoisted.push(`function ${p}_early(text, line, column) { ${made} }`);
    }
    const constants = this.declarators();
    const declared = constants.length > 0 ? [`const ${constants.join(", ")};`] : [];
    return [...hoisted, ...declared, ...assignments].join(" ");
  }

  #made(site: MadeSite): string {
    const { line, column } = site.place;
    return this.#call(textOf(site), line, column);
  }

  #call(text: string, line: string | number, column: string | number): string {
    const origin = `${JSON.stringify(this.#target)}, ${JSON.stringify(this.#file)}`;
    return `${this.#prefix}_site(${text}, ${origin}, ${line}, ${column})`;
  }

  /**
   * The function that runs in place of a bound one until the body of the module has begun: in a circle of imports, another
   * module may call a function declaration before. Sites are functions then, which return a list of the site; or of its text, if the
   * module of sites has not run either.
   */
  #substitute(name: Logging, variable: string, plain: string): string {
    if (name === "enabled") return `function ${variable}(level) { return ${plain}(level); }`;
    const isSite = this.#sites
      .flatMap(({ isEarly }, index) => (isEarly ? [`value === ${this.#prefix}_${index}`] : []))
      .join(" || ");
    if (isSite === "") return `function ${variable}(...given) { return ${plain}(...given); }`;
    const texts = `given.flatMap((value) => ${isSite} ? value() : [value])`;
    return `function ${variable}(...given) { return ${plain}(...${texts}); }`;
  }
}

function textOf({ template }: MadeSite): string {
  return template === undefined ? "void 0" : JSON.stringify(template);
}
