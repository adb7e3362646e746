/**
 * A rule for the prose of a page. The spelling is not checked here: cspell does.
 *
 * @typedef {{ pattern: RegExp, instead: string, exempt?: RegExp }} Rule `exempt` are the pages that need not keep it.
 */

/** Contributors are among themselves in these. */
const OURS = /^(?:CONTRIBUTING\.md|docs\/contributing\/|benchmarks\/|\.changeset\/|\.github\/)/;

/** @type {readonly Rule[]} */
export const RULES = [
  {
    pattern:
      /\b(?:simply|easily|easy|obviously|of course|please|actually|basically|quite|note that|in order to)\b/gi,
    instead: "the sentence without it",
  },
  {
    pattern:
      /\b(?:utili[sz]e[sd]?|leverag(?:e|es|ed|ing)|seamless(?:ly)?|blazing(?:ly)?|robust)\b/gi,
    instead: "a plain word",
  },
  {
    pattern: /(?<!\w)(?:e\.g\.|i\.e\.|etc\.)/gi,
    instead: '"for example", "that is", "and others"',
  },
  { pattern: /\w!(?=\s|$)/g, instead: "a full stop" },
  { pattern: /(?<![-\w])([a-z]+)[ \n]\1\b(?!-)/gi, instead: "the word once" },
  {
    pattern:
      /\b(?:color|behavior|neighbor|favorite|gray|center|analyz|cancel(?:ed|ing)|label(?:ed|ing)|travel(?:ed|ing)|model(?:ed|ing))\w*/gi,
    instead: "the British spelling",
  },
  { pattern: /\b(?:we|us|our|ours)\b/gi, instead: '"you", or the name of the thing', exempt: OURS },
  {
    pattern: /\b(?:\w+n't|it's|you're|you'll|we're|that's|there's|let's)\b/gi,
    instead: "both words in full",
  },
  {
    pattern: /\[(?:click here|here|this page|link|more)\]\(/gi,
    instead: "a link that says where it leads",
  },
  { pattern: /\b(?:javascript|typescript|github)\b/gi, instead: "JavaScript, TypeScript, GitHub" },
  { pattern: /\bnode\.?js\b/gi, instead: "Node.js" },
  {
    pattern: /\b(?:NPM|Npm|Fastlog|SystemD|Systemd|Opentelemetry)\b/g,
    instead: "npm, fastlog, systemd, OpenTelemetry",
  },
  {
    pattern: /\b(?:back-end|log entry|log entries|logline)\b/gi,
    instead: '"backend", "record", "line"',
  },
  { pattern: /^#+ .*[.:]$/gm, instead: "a heading without a full stop" },
];

/** Names that a rule's pattern finds, written as they should be. */
const RIGHT = new Set(["JavaScript", "TypeScript", "GitHub", "Node.js"]);

/**
 * @param {string} source The Markdown of a page.
 * @param {string} page Its path from the root of the repository.
 * @returns {string[]} What is wrong, as `page:line: text: use …`.
 */
export function findings(source, page) {
  const prose = proseOf(source);
  const lineAt = (index) => prose.slice(0, index).split("\n").length;
  const found = RULES.filter(({ exempt }) => !exempt?.test(page)).flatMap(({ pattern, instead }) =>
    Array.from(prose.matchAll(pattern))
      .filter(([text]) => !RIGHT.has(text))
      .map(({ 0: text, index }) => ({
        line: lineAt(index),
        problem: `"${text.trim()}": use ${instead}`,
      })),
  );
  return [...found, ...headingFindings(prose)]
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, problem }) => `${page}:${line}: ${problem}`);
}

/** A page has one title, and each heading is at most one level below the one above it. */
function headingFindings(prose) {
  const headings = prose.split("\n").flatMap((text, i) => {
    const [, marks] = /^(#+) /.exec(text) ?? [];
    return marks === undefined ? [] : [{ line: i + 1, level: marks.length, text }];
  });
  return headings.flatMap(({ line, level, text }, i) => {
    const above = headings[i - 1]?.level ?? level;
    if (i > 0 && level === 1) return [{ line, problem: `"${text}": use one title for a page` }];
    return level > above + 1
      ? [
          {
            line,
            problem: `"${text}": use a heading of level ${above + 1} below one of level ${above}`,
          },
        ]
      : [];
  });
}

/** The text with dots in place of code, comments, addresses and front matter, so that lines keep their numbers. */
function proseOf(source) {
  const blank = (text) => text.replace(/[^\n]/g, "·");
  return source
    .replace(/^---\n.*?\n---\n/s, blank)
    .replace(/^( *)```.*?^\1```/gms, blank)
    .replace(/<!--.*?-->/gs, blank)
    .replace(/^ {4,}\S.*$/gm, blank)
    .replace(/`[^`\n]+`/g, blank)
    .replace(/(?<=\]\()[^)\s]+/g, blank)
    .replace(/https?:\/\/\S+/g, blank);
}
