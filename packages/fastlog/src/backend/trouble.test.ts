import { expect, test } from "vitest";
import { type Trouble, Troubles } from "./trouble.ts";

const trouble: Trouble = { backend: "tcp://h:1", code: "ECONNREFUSED", message: "refused" };

/** Troubles with a clock of one's own, and what they said on stderr. */
function make() {
  const said: string[] = [];
  const clock = { now: 0 };
  const troubles = new Troubles(
    () => clock.now,
    (subject, message) => said.push(`${subject}: ${message}`),
  );
  return { troubles, said, clock };
}

test("a kind of trouble is reported once a minute, with the number of times in between", () => {
  const { troubles, said, clock } = make();
  for (clock.now = 0; clock.now < 61_000; clock.now += 1_000) troubles.report(trouble);
  expect(said).toEqual(["tcp://h:1: refused", "tcp://h:1: refused (and 59 times more)"]);
});

test("each kind of trouble is reported: of another backend, or with another code", () => {
  const { troubles, said } = make();
  troubles.report(trouble);
  troubles.report({ ...trouble, backend: "tcp://h:2" });
  troubles.report({ ...trouble, code: "ETIMEDOUT", message: "no answer" });
  troubles.report(trouble);
  expect(said).toEqual(["tcp://h:1: refused", "tcp://h:2: refused", "tcp://h:1: no answer"]);
});

test("a hook gets every trouble, and stderr none", () => {
  const { troubles, said } = make();
  const told: Trouble[] = [];
  troubles.hook = (trouble) => told.push(trouble);
  troubles.report(trouble);
  troubles.report(trouble);
  expect(told).toEqual([trouble, trouble]);
  expect(said).toEqual([]);
});

test("a hook that throws breaks nothing, and both errors are reported on stderr", () => {
  const { troubles, said } = make();
  troubles.hook = () => {
    throw new Error("broken");
  };
  troubles.report(trouble);
  expect(said).toEqual(["tcp://h:1: refused", "onBackendError: broken"]);
});
