/**
 * Questions that users have, written before the pages that answer them, each with the way to its answer: at most two
 * clicks from the start page, or one search whose first result is the page.
 */
export const QUESTIONS: readonly Question[] = [
  {
    question: "How do I install it and see a line?",
    way: { clicks: ["start/install", "start/first-line"] },
  },
  {
    question: "I log, and I see nothing. Why?",
    way: { clicks: ["answers/index", "answers/i-see-nothing"] },
  },
  {
    question: "Where are my last lines?",
    way: { search: "last lines missing", first: "answers/last-lines-missing" },
  },
  {
    question: "How do I see the debug records of one module in Kubernetes, without a restart?",
    way: { search: "levels without restart", first: "answers/levels-without-restart" },
  },
  {
    question: "Which thread wrote this line?",
    way: { clicks: ["answers/index", "answers/which-thread"] },
  },
  {
    question: "The disk is full. What happens to the program, and what do I do?",
    way: { search: "disk full", first: "answers/disk-full" },
  },
  {
    question: "A password is in the log. What now?",
    way: { clicks: ["answers/index", "answers/secret-in-the-log"] },
  },
  {
    question: "Why are my lines of JSON cut at 16 KiB?",
    way: { search: "lines cut", first: "answers/lines-cut-or-torn" },
  },
  {
    question: "How do I quieten a dependency?",
    way: { search: "dependency too loud", first: "answers/dependency-too-loud" },
  },
  {
    question: "How do I log everything of the requests that failed, and nothing of the others?",
    way: { clicks: ["answers/index", "answers/only-what-failed"] },
  },
  {
    question: "Does logging slow my program down, and what costs most?",
    way: { clicks: ["answers/index", "answers/slow"] },
  },
  {
    question: "Why do my records have no trace ids?",
    way: { search: "trace ids missing", first: "answers/trace-ids-missing" },
  },
  {
    question: "How do I log each request of Express, with an id?",
    way: { search: "express", first: "guides/express" },
  },
  {
    question: "What changes when I come from pino?",
    way: { search: "from pino", first: "guides/migrate-from-pino" },
  },
  {
    question: "How do I write a file for each day, and keep two weeks?",
    way: { clicks: ["start/install", "start/log-files"] },
  },
  {
    question: "What does ERR_FASTLOG_INVALID_BACKEND mean?",
    way: { search: "ERR_FASTLOG_INVALID_BACKEND", first: "reference/error-codes" },
  },
  {
    question: "What is retryMax, and what is its default?",
    way: { search: "retryMax", first: "reference/url-parameters" },
  },
  {
    question: "Which counter says that records were lost?",
    way: { search: "fastlog_dropped_total", first: "reference/counters" },
  },
  {
    question: "Which JSON does Datadog read?",
    way: { search: "datadog", first: "reference/json" },
  },
  {
    question: "How do I check in a test what was logged?",
    way: { search: "tests", first: "guides/testing" },
  },
];

export interface Question {
  readonly question: string;
  readonly way: Clicks | Search;
}

/** The pages that are clicked at, one after the other, from the start page on: paths below docs, without `.md`. */
export interface Clicks {
  readonly clicks: readonly string[];
}

/** The text that is typed into the search, and the page of the first result. */
export interface Search {
  readonly search: string;
  readonly first: string;
}
