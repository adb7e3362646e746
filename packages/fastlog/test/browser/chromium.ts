import { createRequire } from "node:module";
import { tool } from "../tools.ts";

/** The used part of playwright-core, whose own types need those of the DOM. */
interface Playwright {
  readonly chromium: {
    launch(options: {
      readonly executablePath: string;
      readonly args: readonly string[];
    }): Promise<Browser>;
  };
}

export interface Browser {
  /** A context has a storage of its own. */
  newContext(): Promise<BrowserContext>;
  close(): Promise<void>;
}

export interface BrowserContext {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

export interface Page {
  goto(url: string): Promise<unknown>;
  /** Runs a function in the page, which sees nothing of the test, and returns its result as JSON. */
  evaluate<T>(action: string | (() => T | Promise<T>)): Promise<T>;
  addInitScript(script: { readonly content: string }): Promise<void>;
  on(event: "console", listener: (message: ConsoleMessage) => void): void;
  close(options: { readonly runBeforeUnload: boolean }): Promise<void>;
}

export interface ConsoleMessage {
  type(): string;
  args(): readonly { evaluate<T>(action: (value: unknown) => T): Promise<T> }[];
}

/** Chromium without a window; `undefined` where it is not installed. */
export const SHELL: string | undefined = tool("chromium-headless-shell", "chromium-headless-shell");

export async function launch(): Promise<Browser> {
  const { chromium }: Playwright = createRequire(import.meta.url)("playwright-core");
  // CI runs as root, in a container.
  const args = ["--no-sandbox", "--disable-dev-shm-usage"];
  return await chromium.launch({ executablePath: SHELL ?? "", args });
}
