import type { MarkdownRenderer } from "vitepress";

/** Puts each table into a box of its own that scrolls sideways, also by keys, so that it stays a table. */
export function boxTables(markdown: MarkdownRenderer): void {
  markdown.renderer.rules["table_open"] = () => '<div class="table" tabindex="0"><table>\n';
  markdown.renderer.rules["table_close"] = () => "</table></div>\n";
}

/** Shows indented code as fenced code is shown. */
export function boxCode(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("indented-code", ({ tokens }) => {
    for (const token of tokens) {
      if (token.type === "code_block") token.type = "fence";
    }
  });
}
