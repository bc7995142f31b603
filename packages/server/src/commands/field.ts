/** What a command takes, field by field: the one form of it, in code and in `chatty.config.json`. */

/** What every field's name matches. */
export const FIELD_NAME: RegExp = /^[a-z][a-z0-9_]{0,31}$/u;

type Common = {
  /** A few words, for people and for models. */
  readonly description?: string | undefined;
  /** A field is required unless it has a default or says true here. */
  readonly optional?: boolean | undefined;
};

export type StringField = Common & {
  readonly type: "string";
  readonly default?: string | undefined;
  /** The only values it may have. */
  readonly enum?: readonly string[] | undefined;
  /** In characters, as `maxLength`. */
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  /** A regular expression that is found in the value, of the kind that JavaScript has with the flag `u`. */
  readonly pattern?: string | undefined;
  /** Whether a value that begins with "-" may stand where a program looks for options. */
  readonly allowLeadingDash?: boolean | undefined;
};

export type NumberField = Common & {
  readonly type: "number" | "integer";
  readonly default?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  /** As of a text: whether it may be below 0 there. */
  readonly allowLeadingDash?: boolean | undefined;
};

export type BooleanField = Common & {
  readonly type: "boolean";
  readonly default?: boolean | undefined;
};

export type Field = StringField | NumberField | BooleanField;

/** By name, in the order in which they are shown. */
export type Fields = Readonly<Record<string, Field>>;

export type FieldValue = string | number | boolean;

/** What a command was given; fields without a value are left out. */
export type Input = Readonly<Record<string, FieldValue>>;

type ValueOf<F extends Field> = F extends { readonly type: "string" }
  ? F extends { readonly enum: readonly (infer Choice)[] }
    ? Choice
    : string
  : F extends { readonly type: "boolean" }
    ? boolean
    : number;

type MayBeLeftOut<F extends Field> = F extends { readonly default: FieldValue }
  ? false
  : F extends { readonly optional: true }
    ? true
    : false;

/** The input of a command that is declared in code, with its defaults filled in. */
export type InputOf<All extends Fields> = {
  readonly [Name in keyof All as MayBeLeftOut<All[Name]> extends true ? never : Name]: ValueOf<All[Name]>;
} & {
  readonly [Name in keyof All as MayBeLeftOut<All[Name]> extends true ? Name : never]?: ValueOf<All[Name]>;
};

/** Whether an input without it is refused. */
export function isRequired(field: Field): boolean {
  return field.default === undefined && field.optional !== true;
}
