import type { LevelName } from "../level.ts";

/**
 * A log call. It never throws, and what is below the filter's threshold costs one comparison.
 *
 * ```ts
 * info("listening");                            // without arguments a message is written as it is
 * info("user {} from {}", id, ip);              // each {} takes the next argument; {{ and }} are braces
 * info("user {id} logged in", { id, ip });      // {name} takes a field, which stays a field too
 * info("state {:?} {obj:?}", value, { obj });   // with :? a value is shown as util.inspect shows it
 * info("done", { status, ms });                 // what is left over: an object merges into the fields,
 * error("upstream failed", err);                // an Error becomes the field `err`, the rest is appended
 * info({ status }, "done");                     // fields first, as pino has it; this message, too, is as
 * info({ ms }, "{} done", id);                  // it is, unless an argument follows
 * error(err);                                   // the message is the error's
 * info`user ${id} took ${ms}ms`;                // a tagged template is parsed once
 * debug(() => `state ${dump()}`);               // a function is called only if the record passes
 * ```
 *
 * Where the message is a literal, a call with too few arguments for it, or without the field that it
 * names, does not compile. Text from outside is an argument: `info("{}", text, fields)`.
 */
export type LogFunction = <First extends Loggable, Args extends Loggable[]>(
  first: First,
  ...args: Fitting<First, Args>
) => void;

/**
 * A log call whose level is an argument: one of the six in any case, what other loggers call them, or a
 * number as pino has it, which means the nearest level. `log({ level: "error", message, …fields })` works as
 * well. What has no level is an info call with all its arguments.
 */
export interface LogAtFunction {
  <First extends Loggable, Args extends Loggable[]>(
    level: LevelName,
    first: First,
    ...args: Fitting<First, Args>
  ): void;
  <First extends Loggable, Args extends Loggable[]>(
    levelOrFirst: First,
    ...args: First extends LevelName ? (Args extends [] ? Args : [never]) : Fitting<First, Args>
  ): void;
}

/**
 * An object whose properties are fields. An interface will do, though it has no index signature; an
 * array, a Map or a function will not.
 */
export type Fields = Readonly<Record<string, unknown>> | (object & NoFields);

interface NoFields {
  readonly [Symbol.iterator]?: never;
  readonly [Symbol.hasInstance]?: never;
}

/** Any value. Unlike for `unknown`, the type of a literal message is inferred to be that literal. */
export type Loggable = string | NonNullable<unknown> | null | undefined;

/** The arguments of a call as they are or, if the message needs others, as they should be. */
export type Fitting<First, Args extends unknown[]> =
  Whatever extends Wanted<First, Args>
    ? Args
    : [First] extends [never]
      ? Args
      : Wanted<First, Args>["args"];

/**
 * What a call's arguments should be. Where it is a union, because the message or the arguments are,
 * it takes `Whatever` if one of the members does: only what is wrong in every case is refused.
 *
 * It is wrapped in an object for the sake of generic functions, whose calls have types that are not
 * known yet. Of a condition that it cannot decide the compiler takes the property `args` to be what
 * either outcome has, and so lets such a call pass.
 */
type Wanted<First, Args extends unknown[]> = Args extends []
  ? Whatever // A message without arguments is written as it is.
  : First extends string
    ? First extends Braced
      ? Needed<First, Args>
      : Whatever
    : Args extends [infer Message extends Braced, ...infer Others]
      ? Others extends []
        ? Whatever // Nor has this message any.
        : // The fields, or the error, that stand first come last, as `normalise` has it.
          Whatever extends Needed<Message, [...Others, First]>
          ? Whatever
          : First extends WithoutFields
            ? Whatever
            : { args: [UnfilledPlaceholdersIn<Message>, ...unknown[]] }
      : Whatever;

/** `Loggable`, not `unknown`: a literal message behind fields is then inferred to be that literal. */
interface Whatever {
  args: Loggable[];
}

type Braced = `${string}{${string}`;

/** What `normalise` takes neither for fields nor for an error. */
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

/** Instead of a message behind fields or an error whose placeholders find too little. */
interface UnfilledPlaceholdersIn<Message> {
  readonly unfilled: Message;
}

/** Arguments that have something for each placeholder of the message. */
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

/** Arguments with fields of those names behind the ones that positional placeholders take. */
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

/** Fields among which are those that the message names. */
type FieldsWith<Name extends string> = Record<Name, unknown> & Record<string, unknown>;

/** The names that none of the arguments has a field for. */
type Missing<Name, Left extends unknown[]> = FieldName<Exclude<Name, KeyOf<Left[number]>>>;

type KeyOf<Value> = unknown extends Value
  ? string
  : Value extends object
    ? [keyof Value] extends [never]
      ? string // `object` and `{}` may have any.
      : keyof Value
    : never;

/**
 * The placeholders of a message: as many elements as there are positional ones, and the names of the
 * others. What stands between braces is taken for a name here; `FieldName` tells which are.
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

/** Which of the texts between braces are names, by the grammar of message.ts. */
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
