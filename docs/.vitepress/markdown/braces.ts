import type { MarkdownRenderer } from "vitepress";

/** Keeps `{{` in texts and code what it is: Vue would take it for the beginning of an expression. */
export function keepBraces(markdown: MarkdownRenderer): void {
  for (const type of ["text", "code_inline"] as const) {
    const render = markdown.renderer.rules[type];
    if (render === undefined) throw new Error(`no rule renders ${type}`);
    markdown.renderer.rules[type] = (...args) => render(...args).replaceAll("{{", "&#123;&#123;");
  }
}
