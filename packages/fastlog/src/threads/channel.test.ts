import { BroadcastChannel } from "node:worker_threads";
import { expect, test } from "vitest";
import { until } from "../../test/until.ts";
import { Channel, type Message } from "./channel.ts";

function make(): { channel: Channel; heard: Message[] } {
  const heard: Message[] = [];
  const channel = new Channel(expect.getState().currentTestName ?? "", (message) =>
    heard.push(message),
  );
  return { channel, heard };
}

test("a message reaches all other ends, and not its sender", async () => {
  const [one, two, three] = [make(), make(), make()];
  one.channel.post({ type: "reopen" });
  await until(() => two.heard.length > 0 && three.heard.length > 0);
  expect([one.heard, two.heard, three.heard]).toEqual([
    [],
    [{ type: "reopen" }],
    [{ type: "reopen" }],
  ]);
});

test("messages can be received without an event", () => {
  const [one, two] = [make(), make()];
  one.channel.post({ type: "reopen" });
  one.channel.post({ type: "end" });
  two.channel.drain();
  expect(two.heard).toEqual([{ type: "reopen" }, { type: "end" }]);
});

test("values of other programs that are not messages are ignored", () => {
  const { channel, heard } = make();
  const other = new BroadcastChannel(expect.getState().currentTestName ?? "");
  for (const data of [undefined, 1, "end", [1]]) other.postMessage(data);
  other.close();
  channel.drain();
  expect(heard).toEqual([]);
});
