import type { Call, Context } from "../ast.ts";
import { mayUse } from "../origin/modules.ts";
import { Resolver } from "../origin/resolver.ts";
import type { Rule } from "../plugin.ts";
import { optionsSchema, settingsOf } from "../settings.ts";

/** A rule that looks at calls. */
export interface CallRule {
  readonly type: "problem" | "suggestion";
  readonly description: string;
  readonly messages: Readonly<Record<string, string>>;
  readonly isFixable?: boolean;
  readonly hasSuggestions?: boolean;
  /** Properties of its options, as JSON schemas. */
  readonly options?: Readonly<Record<string, object>>;
  /** Makes the function that looks at each call of a file. */
  create(resolver: Resolver, context: Context): (call: Call) => void;
}

/** The page with a section for each rule, which the build puts in. */
declare const LINT_PAGE: string | undefined;

const PAGE = typeof LINT_PAGE === "string" ? LINT_PAGE : "packages/lint/README.md";

/** Makes a rule of ESLint and Oxlint. It costs nothing in a file that does not use fastlog. */
export function callRule(name: string, rule: CallRule): Rule {
  return {
    meta: {
      type: rule.type,
      docs: { description: rule.description, url: `${PAGE}#${name}`, recommended: true },
      ...(rule.isFixable === true ? { fixable: "code" } : {}),
      hasSuggestions: rule.hasSuggestions === true,
      schema: optionsSchema(rule.options),
      messages: { ...rule.messages },
    },
    create(given) {
      const context = given as Context;
      const settings = settingsOf(context);
      if (!mayUse(context, settings)) return {};
      const look = rule.create(new Resolver(context, settings), context);
      return { CallExpression: (node) => look(node as Call) };
    },
  };
}
