// Runs in a browser. What it makes available to the tests is a part of the page.
import { close, configure, error, flush, info, logger, setFilter, stats, warn } from "fastlog";

globalThis.fastlog = { close, configure, error, flush, info, logger, setFilter, stats, warn };
