import type { LevelName } from "../level.ts";
import type { OwnLevel } from "../own-levels.ts";

/**
 * A log call. Never throws. A call below the filter's threshold costs one comparison.
 *
 * ```ts
 * info("listening");                            // without arguments a message is literal
 * info("user {} from {}", id, ip);              // each {} takes the next argument; {{ and }} are braces
 * info("user {id} logged in", { id, ip });      // {name} takes a field, which stays a field too
 * info("state {:?} {obj:?}", value, { obj });   // with :? a value is shown as util.inspect shows it
 * info("done", { status, ms });                 // left-over arguments: an object merges into the fields,
 * error("upstream failed", err);                // an Error becomes the field `err`, others are appended
 * info({ status }, "done");                     // fields first, as in pino; the message is literal
 * info({ ms }, "{} done", id);                  // unless an argument follows
 * error(err);                                   // the message is the error's
 * info`user ${id} took ${ms}ms`;                // a tagged template is parsed once
 * debug(() => `state ${dump()}`);               // a function is called only if the record passes
 * ```
 *
 * If the message is a string literal, a call with too few arguments, or without a field that the message names,
 * does not compile. Pass text from outside as an argument: `info("{}", text, fields)`.
 */
export type LogFunction = <First extends Loggable, Args extends Loggable[]>(
  first: First,
  ...args: Fitting<First, Args>
) => void;

/**
 * A log call with the level as an argument: one of the six levels in any case, another logger's name of it, or a
 * number as in pino, which means the nearest level. `log({ level: "error", message, …fields })` works as well. A
 * call without a level logs at info with all its arguments.
 */
export interface LogAtFunction {
  <First extends Loggable, Args extends Loggable[]>(
    level: LevelName | OwnLevel,
    first: First,
    ...args: Fitting<First, Args>
  ): void;
  <First extends Loggable, Args extends Loggable[]>(
    levelOrFirst: First,
    ...args: First extends LevelName | OwnLevel
      ? Args extends []
        ? Args
        : [never]
      : Fitting<First, Args>
  ): void;
}

/**
 * An object whose properties are fields. An interface fits, even without an index signature; an array, a Map or a
 * function does not.
 */
export type Fields = Readonly<Record<string, unknown>> | (object & NoFields);

interface NoFields {
  readonly [Symbol.iterator]?: never;
  readonly [Symbol.hasInstance]?: never;
}

/** Any value. Unlike with `unknown`, TypeScript infers a literal type for a literal message. */
export type Loggable = string | NonNullable<unknown> | null | undefined;

/** The arguments of a call as they are, or as they should be if the message needs others. */
export type Fitting<First, Args extends unknown[]> =
  Whatever extends Wanted<First, Args>
    ? Args
    : [First] extends [never]
      ? Args
      : Wanted<First, Args>["args"];

/**
 * The arguments that a call should have. If the message or the arguments are a union, the result is one too; it
 * contains `Whatever` if one member fits, so only calls that are wrong in every case are refused.
 *
 * The result is wrapped in an object for generic functions, whose types are not known yet: for an undecided
 * condition the compiler gives the property `args` the union of both outcomes, and so accepts such a call.
 */
type Wanted<First, Args extends unknown[]> = Args extends []
  ? Whatever // A message without arguments is literal.
  : First extends string
    ? First extends Braced
      ? Needed<First, Args>
      : Whatever
    : Args extends [infer Message extends Braced, ...infer Others]
      ? Others extends []
        ? Whatever // This message has no arguments either.
        : // The fields, or the error, that stand first come last, as `normalise` has it.
          Whatever extends Needed<Message, [...Others, First]>
          ? Whatever
          : First extends WithoutFields
            ? Whatever
            : { args: [UnfilledPlaceholdersIn<Message>, ...unknown[]] }
      : Whatever;

/** `Loggable`, not `unknown`: TypeScript then infers a literal type for a message after fields. */
interface Whatever {
  args: Loggable[];
}

type Braced = `${string}{${string}`;

/** Values that `normalise` takes neither for fields nor for an error. */
type WithoutFields =
  | string
  | number
  | bigint
  | boolean
  | symbol
  | null
  | undefined
  | CallableFunction
  | NewableFunction
  | readonly unknown[]
  | Date
  | RegExp
  | { readonly [Symbol.toStringTag]: string };

/** Stands in for a message after fields or an error whose placeholders lack arguments. */
interface UnfilledPlaceholdersIn<Message> {
  readonly unfilled: Message;
}

/** Arguments that fill each placeholder of the message. */
type Needed<Message, Args extends unknown[]> =
  Placeholders<Message> extends [infer Positional extends unknown[], infer Name]
    ? Args extends [...Positional, ...unknown[]]
      ? [Name] extends [never]
        ? Whatever
        : NeededBehind<Positional, Name, Args>
      : number extends Args["length"] // `...args` may be enough of them.
        ? Whatever
        : Required<Args> extends [...Positional, ...unknown[]]
          ? Whatever
          : { args: [...Positional, ...unknown[]] }
    : never;

/** Arguments for the positional placeholders, followed by fields of those names. */
type NeededBehind<Positional extends unknown[], Name, Args extends unknown[]> = Args extends [
  ...Positional,
  ...infer Left,
]
  ? [Missing<Name, Left>] extends [never]
    ? Whatever
    : number extends Left["length"]
      ? Whatever
      : { args: [...Positional, ...Init<Left>, FieldsWith<Missing<Name, Left>>] }
  : never;

type Init<List extends unknown[]> = List extends [...infer Most, unknown] ? Most : [];

/** Fields that include those that the message names. */
type FieldsWith<Name extends string> = Record<Name, unknown> & Record<string, unknown>;

/** The names that none of the arguments has a field for. */
type Missing<Name, Left extends unknown[]> = FieldName<Exclude<Name, KeyOf<Left[number]>>>;

type KeyOf<Value> = unknown extends Value
  ? string
  : Value extends object
    ? [keyof Value] extends [never]
      ? string // `object` and `{}` may have any field.
      : keyof Value
    : never;

/**
 * The placeholders of a message: one element for each positional one, and the names of the others. Takes any text
 * between braces for a name; `FieldName` tells which are.
 */
export type Placeholders<
  Message,
  Positional extends unknown[] = [],
  Name = never,
> = Message extends `${string}{${infer Rest}`
  ? Rest extends `{${infer After}`
    ? Placeholders<After, Positional, Name>
    : Rest extends `}${infer After}` | `:?}${infer After}`
      ? Placeholders<After, [...Positional, unknown], Name>
      : Rest extends `${infer Inside}}${infer After}`
        ? Inside extends Braced
          ? Placeholders<Rest, Positional, Name>
          : Placeholders<
              After,
              Positional,
              Name | (Inside extends `${infer Bare}:?` ? Bare : Inside)
            >
        : [Positional, Name] // No brace is closed any more.
  : [Positional, Name];

/** Which of the texts between braces are names, by the grammar of `message-template.ts`. */
export type FieldName<Inside> = Inside extends `${infer Head}${infer Tail}`
  ? Head extends NameStart
    ? IsNamePart<Tail> extends true
      ? Inside
      : never
    : never
  : never;

type IsNamePart<Text> = Text extends `${infer Head}${infer Tail}`
  ? Head extends NameStart | Char<"0123456789.-">
    ? IsNamePart<Tail>
    : false
  : true;

type NameStart = Char<"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$">;

type Char<Text, Seen = never> = Text extends `${infer Head}${infer Tail}`
  ? Char<Tail, Seen | Head>
  : Seen;
