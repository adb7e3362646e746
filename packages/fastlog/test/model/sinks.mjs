// Backends of all kinds, and what has arrived at each.
import { existsSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { DatagramPeer, recordsIn, StreamPeer } from "./peers.mjs";

let made = 0;

/** The kinds where what is counted as delivered has arrived, and nothing else. */
const EXACT = [
  "memory",
  "file",
  "rotating",
  "withFallback",
  "throwing",
  "refusing",
  "holding",
  "rejecting",
  "meddling",
];

/**
 * A place where records go: `backend` is for `configure`, `parts` has the records that are there, in lists of which
 * each is in order.
 */
export async function makeSink(entry, world) {
  const { kind, peer: manner } = entry;
  const base = join(world.folder, `${process.pid}-${made++}`);
  const common = { kind, isExact: EXACT.includes(kind), calm() {}, async end() {} };
  if (kind === "memory") return memorySink(world);
  if (kind === "file") return { ...common, ...fileSink(base, "") };
  if (kind === "rotating") return { ...common, ...fileSink(base, "?maxSize=16384&keep=10000") };
  if (kind === "unix" || kind === "tcp" || kind === "udp")
    return { ...common, ...(await socketSink(kind, base, manner, world)) };
  if (kind === "withFallback") {
    const [first, second] = [await socketSink("unix", base, manner, world), fileSink(base, "")];
    return {
      ...common,
      ...second,
      // What a peer has in part, or was not read, is there twice or not at all.
      isExact: false,
      // What the peer had begun to take comes behind what was given up before it.
      isOrdered: false,
      backend: first.backend,
      fallback: second.backend,
      parts: () => [...first.parts(), ...second.parts()],
      calm: first.calm,
      end: first.end,
    };
  }
  return { ...common, ...customSink(kind, world) };
}

export function memorySink({ f }) {
  const backend = f.memory();
  return {
    kind: "memory",
    isExact: true,
    calm() {},
    async end() {},
    backend,
    parts: () => [backend.lines],
  };
}

function fileSink(base, options) {
  const path = `${base}.log`;
  const moved = [];
  const here = () =>
    readdirSync(dirname(path))
      .filter((name) => name.startsWith(`${basename(base)}.log`))
      .map((name) => join(dirname(path), name));
  return {
    path,
    backend: `file://${path}${options}`,
    // Each file by itself: the names of rotated ones follow the clock, which may go back.
    parts: () =>
      here()
        .filter((file) => !file.endsWith(".lock"))
        .map((file) => recordsIn(readFileSync(file))),
    /** As somebody who rotates it. */
    rename() {
      if (!existsSync(path)) return;
      moved.push(`${path}.${String(moved.length).padStart(8, "0")}`);
      renameSync(path, moved.at(-1));
    },
  };
}

async function socketSink(kind, base, manner, { delay, port }) {
  const options = "?retryMin=1&retryMax=10&connectTimeout=200";
  if (kind === "udp") {
    const peer = new DatagramPeer();
    return of(peer, `udp://127.0.0.1:${await peer.bind()}`);
  }
  if (kind === "unix")
    return of(new StreamPeer(`${base}.sock`, manner, delay), `unix://${base}.sock${options}`);
  const free = await port();
  return of(new StreamPeer(free, manner, delay), `tcp://127.0.0.1:${free}${options}`);
}

function of(peer, backend) {
  return { backend, parts: () => peer.lines, calm: () => peer.calm(), end: () => peer.end() };
}

/** Backends of somebody else's, which do what they should not. */
function customSink(kind, world) {
  const lines = [];
  const held = [];
  let calls = 0;
  const take = (chunk) => {
    lines.push(...recordsIn(chunk.content));
    chunk.release();
  };
  const takeHeld = () => {
    for (const chunk of held.splice(0)) take(chunk);
  };
  const fails = () => {
    if (kind === "rejecting" && calls % 2 === 0) throw new Error("no");
    return kind === "rejecting" ? Promise.reject(new Error("no")) : Promise.resolve();
  };
  const backend = {
    name: kind,
    submit(chunk) {
      calls++;
      if (kind === "holding") {
        held.push(chunk);
        world.turn(takeHeld);
      } else if (kind === "throwing" && calls % 3 === 0) throw new Error("no");
      else if (kind === "refusing" && calls % 3 === 0) chunk.discard("refused");
      else {
        take(chunk);
        if (kind === "meddling" && calls === 2) world.meddle();
      }
    },
    flush() {
      takeHeld();
      return fails();
    },
    flushSync() {
      takeHeld();
    },
    close() {
      takeHeld();
      return fails();
    },
  };
  if (kind === "holding") {
    backend.overflows = ["drop-newest", "drop-oldest"];
    backend.dropOldest = () => {
      const [chunk] = held.splice(0, 1);
      chunk?.discard("overflow");
      return chunk !== undefined;
    };
  }
  return { backend, parts: () => [lines] };
}
