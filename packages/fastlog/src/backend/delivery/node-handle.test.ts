import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { descriptorOf, queuedIn } from "./node-handle.ts";

const getAsyncId = () => 1;
const like = (members: object) => members as unknown as Socket;

test.each<[whose: string, socket: object, fd: number | undefined]>([
  ["Node's", { _handle: { fd: 7, writeQueueSize: 0, getAsyncId } }, 7],
  ["Bun's", { _handle: { fd: 7 } }, 7],
  ["Deno's, whose number is no descriptor,", { _handle: { fd: 7, getAsyncId } }, undefined],
  ["a closed socket's", { _handle: { fd: -1, writeQueueSize: 0, getAsyncId } }, undefined],
  ["an encrypting socket's", { encrypted: true, _handle: { fd: 7, writeQueueSize: 0 } }, undefined],
  ["a socket's without a handle", { _handle: null }, undefined],
])("%s handle has the descriptor %s", (_, socket, fd) => {
  expect(descriptorOf(like(socket))).toBe(fd);
});

test.each<[how: string, socket: object, queued: number]>([
  ["libuv says it", { writableLength: 9, _handle: { writeQueueSize: 5 } }, 5],
  [
    "TLS over libuv has nothing below",
    { _handle: { writeQueueSize: 5, _parent: { writeQueueSize: 0 } } },
    0,
  ],
  ["another runtime has not called back", { writableLength: 9, _handle: {} }, 9],
])("the bytes that wait are known where %s", (_, socket, queued) => {
  expect(queuedIn(like(socket))).toBe(queued);
});
