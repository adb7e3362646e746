import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../../../test/folder.ts";
import { appNameOf } from "./app-name.ts";

const root = folder();

/** The path of a file that is there. */
function file(path: string, content = ""): string {
  const whole = join(root, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, content);
  return whole;
}

file("shop/package.json", '{"name":"shop"}');
file("scoped/package.json", '{"name":"@acme/shop"}');

test.each([
  ["the package of the main module", "shop/src/main.js", "shop"],
  ["that without its scope", "scoped/bin/start.js", "shop"],
  ["the file, where it is in no package", "tools/sync-users.mjs", "sync-users"],
])("a program is named by %s", (_, path, name) => {
  expect(appNameOf(file(path))).toBe(name);
});

test("a program that npm has linked is named by the package that has it", () => {
  const link = join(root, "app/node_modules/.bin/start");
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(file("shop/bin/cli.js"), link);
  expect(appNameOf(link)).toBe("shop");
});

test("a module that is no file any more names its program all the same", () => {
  expect(appNameOf(join(root, "shop/src/main"))).toBe("shop");
});

test("without a module the name is that of Node", () => {
  expect(appNameOf(undefined)).toBe("node");
});
