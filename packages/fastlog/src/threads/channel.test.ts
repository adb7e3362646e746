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

test("what one end says, all others hear, and not itself", async () => {
  const [one, two, three] = [make(), make(), make()];
  one.channel.post({ type: "reopen" });
  await until(() => two.heard.length > 0 && three.heard.length > 0);
  expect([one.heard, two.heard, three.heard]).toEqual([
    [],
    [{ type: "reopen" }],
    [{ type: "reopen" }],
  ]);
});

test("what was said can be heard without an event", () => {
  const [one, two] = [make(), make()];
  one.channel.post({ type: "reopen" });
  one.channel.post({ type: "end" });
  two.channel.drain();
  expect(two.heard).toEqual([{ type: "reopen" }, { type: "end" }]);
});

test("what somebody else posts there, and is no message, is not heard", () => {
  const { channel, heard } = make();
  const other = new BroadcastChannel(expect.getState().currentTestName ?? "");
  for (const data of [undefined, 1, "end", [1]]) other.postMessage(data);
  other.close();
  channel.drain();
  expect(heard).toEqual([]);
});
