import { createWriteStream } from "node:fs";
import { devNull } from "node:os";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { FastlogError } from "../../errors.ts";
import { Runtime } from "../../lifecycle/runtime.ts";

function messageFor(backend: unknown): string {
  try {
    new Runtime({}).configure({ backend } as { backend: string });
  } catch (error) {
    expect(error).toBeInstanceOf(FastlogError);
    return (error as FastlogError).message;
  }
  return "";
}

const here = (name: string) => pathToFileURL(name).href;

test.each([
  ["/var/log/app.log", "file:///var/log/app.log"],
  ["./app.log", here("app.log")],
  ["app.log", here("app.log")],
  ["file://app.log", here("app.log")],
  ["C:\\logs\\app.log", "file:///C:/logs/app.log"],
  ["localhost:5140", "tcp://localhost:5140"],
  ["logs.example.com:5140", "tcp://logs.example.com:5140"],
  ["console", "stdout"],
  ["Stdout", "stdout"],
  ["stdut", "stdout"],
  ["upd://127.0.0.1:5140", "udp://127.0.0.1:5140"],
  ["TCP://127.0.0.1:5140", "tcp://127.0.0.1:5140"],
  ["journal", "journald:"],
  ["file:./app.log", here("app.log")],
  ["file:app.log", here("app.log")],
  ["syslog://127.0.0.1:514", "udp://127.0.0.1:514"],
])("the backend %j is refused, and %j is suggested", (given, meant) => {
  const message = messageFor(given);
  expect(message).toContain(`invalid backend ${JSON.stringify(given)}`);
  expect(message).toMatch(/; did you mean ".*"\?$/);
  expect(message).toContain(`did you mean "${meant}"?`);
});

test.each(["http://127.0.0.1/logs", "elastic", ""])(
  "the backend %j is refused without a suggestion",
  (given) => {
    const message = messageFor(given);
    expect(message).toContain("expected");
    expect(message).not.toContain("did you mean");
  },
);

test.each(["stdout,stderr", "stdout, file:///var/log/app.log"])(
  "the backend %j is refused, and a list is suggested",
  (given) => {
    expect(messageFor(given)).toContain("did you mean several?");
  },
);

test("process.stdout as a backend is named by its class, and what is meant is suggested", () => {
  const message = messageFor(process.stdout);
  expect(message.length).toBeLessThan(200);
  expect(message).toContain('did you mean "stdout" or "process.stdout"?');
});

test("a stream of a file as a backend is answered with the URL of the file", () => {
  const stream = createWriteStream(devNull);
  try {
    const message = messageFor(stream);
    expect(message).toContain("backend=[WriteStream]");
    expect(message).toContain(`did you mean "${here(devNull)}"?`);
  } finally {
    stream.destroy();
  }
});
