/**
 * Splits a text into what can be searched: names such as `LOG_BACKEND`, `exitTimeout`, `json:gcp` and `--since` as a whole, and
 * each word of them. VitePress sends the function to the browser as a text, so it uses nothing from outside.
 */
export function tokenize(text: string): string[] {
  const names =
    text.match(/(?:(?<![\p{L}\p{N}])--?)?[\p{L}\p{N}_$]+(?:[.:/@-]+[\p{L}\p{N}_$]+)*/gu) ?? [];
  return names.flatMap((name) => {
    const words =
      name.match(/\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{N}+|[^\p{L}\p{N}_$.:/@-]+/gu) ?? [];
    return words.length > 1 || words[0] !== name ? [name, ...words] : [name];
  });
}

/** Pages for people who know what they look for stand behind those that explain it. It is sent as a text, too. */
export function boostDocument(id: string): number {
  return /\/reference\/entries\/|\/contributing\//.test(id) ? 0.3 : 1;
}

/** Every word must be there; a word that begins with what was typed counts, and a typing error in a long one. */
export const searchOptions = {
  combineWith: "AND",
  prefix: true,
  fuzzy: 0.1,
  maxFuzzy: 1,
  boost: { title: 4, titles: 2, text: 1 },
  boostDocument,
} as const;
