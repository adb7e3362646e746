import { posix } from "node:path";
import type { MarkdownRenderer } from "vitepress";

/**
 * Makes links to files that are no pages, such as `../../examples/http/service.js`, links to the repository. If its address
 * is not known, the text stays without its link, and a title says which file it names.
 *
 * @param files The URL of the repository's files.
 */
export function linkFiles(markdown: MarkdownRenderer, files: string | undefined): void {
  markdown.core.ruler.push("repository-files", ({ tokens, env }) => {
    for (const { children } of tokens) {
      let isPlain = false;
      for (const token of children ?? []) {
        if (token.type === "link_open") {
          const path = fileOf(token.attrGet("href") ?? "", env.relativePath ?? "");
          isPlain = path !== undefined && files === undefined;
          if (path === undefined) continue;
          if (files !== undefined) {
            token.attrSet("href", `${files}${path}`);
            continue;
          }
          token.type = "span_open";
          token.tag = "span";
          token.attrs = [["title", path]];
        } else if (token.type === "link_close" && isPlain) {
          token.type = "span_close";
          token.tag = "span";
          isPlain = false;
        }
      }
    }
  });
}

/** The path in the repository that a link on a page of `docs/` leads to; `undefined` for pages and other addresses. */
export function fileOf(href: string, page: string): string | undefined {
  if (/^(?:[a-z]+:|#|\/)/.test(href)) return undefined;
  const path = posix.join("docs", posix.dirname(page), href);
  const isPage = /^docs\/.*\.md(?:#.*)?$/.test(path) && !/^docs\/README\.md/.test(path);
  return isPage ? undefined : path;
}
