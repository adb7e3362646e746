import type { Format } from "fastlog";

/** A format that the picker shows. */
export interface PickedFormat {
  readonly id: string;
  readonly title: string;
  /** One sentence about what it is for. */
  readonly about: string;
  readonly format: Format;
  /** How it is set in the environment; `undefined` if only a program can. */
  readonly environment: string | undefined;
  /** How a program sets it. */
  readonly code: string;
  /** Whether its lines are JSON. */
  readonly isJson: boolean;
  readonly hasColor: boolean;
}

/** The id of the format whose shape the reader types. */
export const OWN_SHAPE = "shape";

/** The shape that it begins with. */
export const SHAPE = `{
  "preset": "ecs",
  "time": { "key": "at", "form": "rfc3339-us" },
  "fields": "data",
  "constants": { "team": "shop" }
}`;

const TEMPLATE = "{date:us} {level:5} {target}: {message}";

/** All formats, in the order of the page about them. */
export const FORMATS: readonly PickedFormat[] = [
  named("text", "Text", "A line for people, and for tools that read columns. The default."),
  named("pretty", "Pretty", "Short lines for people who develop. The default on a terminal."),
  {
    ...named("template", "Template", "A line in the shape of your template."),
    format: { template: TEMPLATE },
    environment: `LOG_FORMAT='${TEMPLATE}'`,
    code: `configure({ format: { template: ${JSON.stringify(TEMPLATE)} } });`,
  },
  named("json", "JSON", "Pino’s shape, for tools that read pino’s logs."),
  named("json:ecs", "JSON for Elasticsearch", "The Elastic Common Schema."),
  named("json:gcp", "JSON for Google Cloud", "Cloud Logging and Error Reporting."),
  named("json:datadog", "JSON for Datadog", "Datadog’s standard attributes."),
  named(
    "json:loki",
    "JSON for Grafana Loki",
    "Times to the nanosecond, and a level that Loki finds.",
  ),
  named(
    "json:otel",
    "JSON of OpenTelemetry",
    "The logs data model, for collectors that read stdout.",
  ),
  named("json:bunyan", "JSON of bunyan", "Bunyan’s shape, for its tools."),
  {
    ...named("json", "JSON of your shape", "A preset, and what you want differently."),
    id: OWN_SHAPE,
    format: { json: JSON.parse(SHAPE) },
    environment: undefined,
    code: codeOfShape(SHAPE),
  },
  named("logfmt", "logfmt", "Pairs of key and value."),
  {
    ...named("syslog", "syslog", "RFC 5424, with the fields as structured data."),
    format: { syslog: { appName: "shop" } },
    environment: "LOG_FORMAT=syslog",
    code: 'configure({ format: { syslog: { appName: "shop" } } });',
  },
];

function named(id: string, title: string, about: string): PickedFormat {
  return {
    id,
    title,
    about,
    format: id as Format,
    environment: `LOG_FORMAT=${id}`,
    code: `configure({ format: ${JSON.stringify(id)} });`,
    isJson: id.startsWith("json"),
    hasColor: !/^(?:json|logfmt|syslog)/.test(id),
  };
}

/** How a program sets a shape. */
export function codeOfShape(shape: string): string {
  return `configure({ format: { json: ${shape.trim()} } });`;
}

/** The format of a typed shape, or why the text is none. The library checks what is in it. */
export function formatOfShape(
  shape: string,
): { readonly format: Format } | { readonly fault: string } {
  try {
    return { format: { json: JSON.parse(shape) } };
  } catch (error) {
    return { fault: `the shape is not JSON: ${String((error as Error).message)}` };
  }
}

/** Lines of JSON with their members below one another, to be read by people. Nothing else changes: no number is read. */
export function indented(text: string): string {
  return text.trimEnd().split("\n").map(indentedLine).join("\n");
}

/** A string, a bracket, a comma or a colon. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

function indentedLine(line: string): string {
  let depth = 0;
  const newLine = () => `\n${"  ".repeat(depth)}`;
  return line.replace(TOKEN, (token, at: number) => {
    const isEmpty = /^(?:\{\}|\[\])/.test(line.slice(at, at + 2));
    switch (token) {
      case "{":
      case "[":
        depth++;
        return isEmpty ? token : token + newLine();
      case "}":
      case "]":
        depth--;
        return /[{[]/.test(line[at - 1] ?? "") ? token : newLine() + token;
      case ",":
        return token + newLine();
      case ":":
        return ": ";
      default:
        return token;
    }
  });
}
