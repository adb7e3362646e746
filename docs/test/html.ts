import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { filesOf } from "./site.ts";

/** The links of a built site that lead to no page of it, or to no place on that page: `page → link`. */
export function brokenLinks(site: string): string[] {
  const files = new Set(filesOf(site));
  const pages = [...files].filter((file) => file.endsWith(".html"));
  const texts = new Map(pages.map((page) => [page, readFileSync(join(site, page), "utf8")]));
  const ids = new Map(
    Array.from(texts, ([page, text]) => [page, new Set(attributes(text, "id"))] as const),
  );
  const isBroken = (page: string, link: string) => {
    const [path = "", anchor] = link.split("#");
    const target = posix.join("/", posix.dirname(page), path.startsWith("/") ? "" : path).slice(1);
    const wanted = path === "" ? page : path.startsWith("/") ? path.slice(1) : target;
    const file = [wanted, `${wanted}.html`, posix.join(wanted, "index.html")].find((one) =>
      files.has(one),
    );
    if (file === undefined) return true;
    return Boolean(anchor) && !ids.get(file)?.has(decodeURIComponent(anchor ?? ""));
  };
  return Array.from(texts).flatMap(([page, text]) =>
    [...attributes(text, "href"), ...attributes(text, "src")]
      .filter((link) => !/^(?:[a-z]+:|\/\/)/.test(link) && isBroken(page, link))
      .map((link) => `${page} → ${link}`),
  );
}

function attributes(html: string, name: string): string[] {
  const found = html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g"));
  return Array.from(found, ([, value = ""]) => value.replaceAll("&amp;", "&"));
}
