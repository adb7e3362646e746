// Makes a page of the reference for each entry of the package, of its types and their documentation:
// docs/reference/entries/http.md has all that `fastlog/http` exports. They are not committed, and made anew for each build of the
// site. A type that is used and not exported, and a link that leads nowhere, are errors.
//
//   node api.js           into docs/reference/entries
//   node api.js FOLDER    into another folder
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application, Converter, ReflectionKind } from "typedoc";
import { ENTRIES, fileOf } from "./.vitepress/entries.js";
import { slugOf } from "./.vitepress/markdown/slug.js";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const PACKAGE = join(HERE, "../packages/fastlog");
const [OUT = join(HERE, "reference/entries")] = process.argv.slice(2);

/** Types that say how another type is computed. A reader needs none of them. */
const INTERNAL = [
  "AnyFunction",
  "ArgumentsOf",
  "Method",
  "Name$1",
  "NoFields",
  "ObjectOf",
  "Properties",
  "Recipe",
  "ResultOf",
  "Serializing",
  "Shade",
  "TypeName",
  "Wanted",
  "Whatever",
  // fastlog exports these; the entry for browsers only uses them.
  ...["Fitting", "Loggable", "OwnLevel"].map((name) => `dist/browser.d.cts:${name}`),
];

const TABLES = {
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  classPropertiesFormat: "table",
  typeAliasPropertiesFormat: "table",
  propertyMembersFormat: "table",
  typeDeclarationFormat: "table",
};

const app = await Application.bootstrapWithPlugins({
  name: "fastlog",
  entryPoints: ENTRIES.map(({ types }) => join(PACKAGE, types)),
  // The types are those of the built package; nothing is compiled.
  tsconfig: join(HERE, "api.tsconfig.json"),
  plugin: ["typedoc-plugin-markdown"],
  out: OUT,
  outputFileStrategy: "modules",
  readme: "none",
  disableSources: true,
  excludeExternals: true,
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  ...TABLES,
  sort: ["alphabetical"],
  groupOrder: ["Variables", "Functions", "Classes", "Interfaces", "Type Aliases"],
  intentionallyNotExported: INTERNAL,
  treatWarningsAsErrors: true,
  logLevel: "Warn",
});
const names = new Map(ENTRIES.map(({ name, types }) => [basename(types, ".d.cts"), name]));
app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_, reflection) => {
  if (reflection.kind !== ReflectionKind.Module) return;
  // The name of the file: that of the page follows below.
  const name = names.get(reflection.name);
  if (name !== undefined) reflection.name = basename(fileOf(name), ".md");
});

rmSync(OUT, { recursive: true, force: true });
const project = await app.convert();
if (project !== undefined) {
  app.validate(project);
  await app.generateOutputs(project);
}
if (project === undefined || app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1);
// The list of all pages: the sidebar has it.
rmSync(join(OUT, "README.md"));
const texts = new Map(
  ENTRIES.map(({ name }) => {
    const text = readFileSync(join(OUT, fileOf(name)), "utf8");
    return [fileOf(name), text.replace(/^# .*\n/, heading(name))];
  }),
);
for (const [file, text] of texts) writeFileSync(join(OUT, file), withAnchors(text, file));

/** Typedoc counts headings of one name otherwise than what shows the page does: `Logger` behind `logger()` is `#logger-1`. */
function withAnchors(text, file) {
  return text.replace(/\[(`?)(\w+)\1\]\(([\w.-]*)#([\w-]+)\)/g, (whole, _, name, page, anchor) => {
    const right = anchorOf(name, texts.get(page || file) ?? "");
    return right === undefined ? whole : whole.replace(`#${anchor})`, () => `#${right})`);
  });
}

/** The anchor of the heading of this name or function: the first one of a slug has no number. */
function anchorOf(name, text) {
  const headings = Array.from(text.matchAll(/^#+ (.*)$/gm), ([line, title]) => ({
    line,
    slug: slugOf(title),
  }));
  const at = headings.findIndex(({ line }) => [`### ${name}`, `### ${name}()`].includes(line));
  if (at === -1) return undefined;
  const { slug } = headings[at];
  const before = headings.slice(0, at).filter((one) => one.slug === slug).length;
  return before === 0 ? slug : `${slug}-${before}`;
}

function heading(name) {
  return `# ${name}

Everything that \`${name}\` exports, with its types. [API](../api.md) is a shorter list.
`;
}
