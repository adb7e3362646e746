import { flushSync, info } from "fastlog";
import { BATCH } from "./measure/batch.js";

/** Where the three integers start over: 7,919 times that still is a 32-bit integer. */
const WRAP = 200_000;

// Each contender has a loop of its own: with one for all, V8 would see many callees in one place and inline
// none of them.

export function message() {
  return {
    name: "fastlog: message",
    batch() {
      for (let i = 0; i < BATCH; i++) info("hello world");
    },
    flush: flushSync,
  };
}

export function threeIntegers() {
  let from = 0;
  return {
    name: "fastlog: three integers",
    batch() {
      for (let i = from; i < from + BATCH; i++) {
        info("first argument: {}, second: {}, third: {}", i * 7919, i * 31, i);
      }
      from = (from + BATCH) % WRAP;
    },
    flush: flushSync,
  };
}
