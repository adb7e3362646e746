/**
 * Splits a text into what can be searched: names such as `LOG_BACKEND`, `exitTimeout`, `json:gcp` and `--since` as a whole, and
 * each word of them. VitePress sends the function to the browser as a text, so it uses nothing from outside.
 */
export function tokenize(text: string): string[] {
  const names = text.match(/[\p{L}\p{N}_$]+(?:[.:/@-]+[\p{L}\p{N}_$]+)*/gu) ?? [];
  return names.flatMap((name) => {
    const words =
      name.match(/\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{N}+|[^\p{L}\p{N}_$.:/@-]+/gu) ?? [];
    return words.length > 1 ? [name, ...words] : [name];
  });
}

/** Every word must be there; a word that begins with what was typed counts, and a typing error in a long one. */
export const searchOptions = {
  combineWith: "AND",
  prefix: true,
  fuzzy: 0.1,
  maxFuzzy: 1,
  boost: { title: 4, titles: 2, text: 1 },
} as const;
