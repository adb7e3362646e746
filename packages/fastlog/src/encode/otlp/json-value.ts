import { integerIn } from "./json-number.ts";
import { afterSeparator, endOfText, endOfValue, hasNext, kindAt } from "./json-scan.ts";

/** The JSON text of an OTLP value (`AnyValue`) for the JSON text of an ordinary one. */
export function jsonValueOf(json: string): string {
  return new Conversion(json).value();
}

class Conversion {
  private readonly json: string;
  private at = 0;

  constructor(json: string) {
    this.json = json;
  }

  value(): string {
    const { json, at: start } = this;
    const kind = kindAt(json, start);
    if (kind === "object") {
      return `{"kvlistValue":{"values":[${this.members(() => this.pair())}]}}`;
    }
    if (kind === "list") return `{"arrayValue":{"values":[${this.members(() => this.value())}]}}`;
    this.at = endOfValue(json, start);
    const text = json.slice(start, this.at);
    if (kind === "text") return `{"stringValue":${text}}`;
    if (kind === "boolean") return `{"boolValue":${text}}`;
    if (kind === "null") return "{}";
    return integerIn(text) === undefined ? `{"doubleValue":${text}}` : `{"intValue":"${text}"}`;
  }

  private members(member: () => string): string {
    const { json } = this;
    const all: string[] = [];
    this.at++;
    while (hasNext(json, this.at)) {
      this.at = afterSeparator(json, this.at);
      all.push(member());
    }
    this.at++;
    return all.join(",");
  }

  private pair(): string {
    const { json, at: start } = this;
    const end = endOfText(json, start);
    this.at = end + 1;
    return `{"key":${json.slice(start, end)},"value":${this.value()}}`;
  }
}
