import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder } from "../../test/folder.ts";
import type { Backend, Recipe } from "../backend/backend.ts";
import { stderr, stdout } from "../backend/fd/standard.ts";
import { file } from "../backend/file/file.ts";
import { journald, tcp, tls, udp, unix } from "../backend/sockets.ts";
import { makeBackend, makeEntries } from "./backend-factories.ts";

const address = { host: "127.0.0.1", port: 5140, buffer: 7, overflow: "drop-oldest" } as const;

describe("a backend that is made by the recipe of another one", () => {
  const path = join(folder(), "app.log");
  test.each<[make: () => Backend]>([
    [() => stdout({ buffer: 9 })],
    [() => stderr()],
    [() => file(path, { mode: 0o600, buffer: 9 })],
    [() => tcp(address)],
    [() => tls({ ...address, servername: "logs" })],
    [() => udp(address)],
    [() => unix("run/app.sock", { delivery: "at-least-once" })],
    [() => journald({ identifier: "shop", buffer: 9 })],
  ])("is like it: %o", async (make) => {
    const one = make();
    const other = makeBackend(structuredClone(one.recipe) as Recipe);
    const looks = ({ name, buffer, overflow, defaultBuffer, recipe }: Backend) => {
      return { name, buffer, overflow, defaultBuffer, recipe };
    };
    expect(looks(other)).toEqual(looks(one));
    await Promise.all([one.close(), other.close()]);
  });
});

test("a recipe of no factory of fastlog's is refused", () => {
  for (const factory of ["memory", "toString"]) {
    expect(() => makeBackend({ factory, args: [] })).toThrow(
      expect.objectContaining({
        code: "ERR_FASTLOG_INVALID_BACKEND",
        message: expect.stringContaining(`invalid recipe "${factory}" (expected file, stdout, `),
      }),
    );
  }
});

test("entries keep what is their own, and have backends in the place of recipes", () => {
  const recipe = { factory: "tcp", args: [address] };
  const [one, two] = makeEntries([
    { backend: recipe, filter: "warn", fallback: { factory: "stderr", args: [] } },
    { backend: "stderr", buffer: 9 },
  ]);
  expect(one).toMatchObject({
    filter: "warn",
    backend: { name: "tcp://127.0.0.1:5140" },
    fallback: { name: "stderr" },
  });
  expect(two).toEqual({ backend: "stderr", buffer: 9 });
});
