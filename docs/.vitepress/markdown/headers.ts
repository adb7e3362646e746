import type { MarkdownRenderer } from "vitepress";

/** Makes an empty header of a table an empty cell: there is nothing that it could be the header of. */
export function emptyHeaders(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("empty-headers", ({ tokens }) => {
    for (const [i, open] of tokens.entries()) {
      const [inline, close] = [tokens[i + 1], tokens[i + 2]];
      if (open.type !== "th_open" || inline?.content !== "" || close === undefined) continue;
      open.tag = "td";
      close.tag = "td";
    }
  });
}
