// Stands in for the package `tap` in the tests of express-pino-logger: the assertions that they use, on node:test.
"use strict";

const assert = require("node:assert");
const { test } = require("node:test");

exports.test = (name, run) =>
  test(name, (context, end) => {
    let planned = Number.POSITIVE_INFINITY;
    let made = 0;
    const counted =
      (check) =>
      (...args) => {
        check(...args);
        if (++made === planned) end();
      };
    run({
      plan: (count) => {
        planned = count;
      },
      end,
      teardown: (clean) => context.after((_, done) => clean(done)),
      error: counted((error) => assert.ifError(error)),
      ok: counted(assert.ok),
      equal: counted(assert.strictEqual),
      not: counted(assert.notStrictEqual),
    });
  });
