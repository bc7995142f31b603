/** The declaration of methods: one table from which both sides have their types, their checks and a JSON schema. */

import type { JsonObject } from "./json.ts";
import type { Reader, Shape } from "./shapes/shape.ts";

/** A method that is answered. */
export type Method<Params extends object, Result, Progress = never> = {
  readonly kind: "method";
  readonly description: string;
  readonly params: Shape<Params>;
  readonly result: Shape<Result>;
  /** Undefined: the method reports no progress. */
  readonly progress: Shape<Progress> | undefined;
  /** Whether it starts only when every earlier ordered message of the connection is done. */
  readonly ordered: boolean;
};

/** A method that is told something and does not answer. */
export type Notification<Params extends object> = {
  readonly kind: "notification";
  readonly description: string;
  readonly params: Shape<Params>;
  readonly ordered: boolean;
};

/** What any declaration has. */
export type Declaration = {
  readonly kind: "method" | "notification";
  readonly description: string;
  readonly params: Reader<object>;
  readonly result?: Reader<unknown>;
  readonly progress?: Reader<unknown> | undefined;
  readonly ordered: boolean;
};

/**
 * Methods by name. Where declarations are isolated, write the type first; the table is checked against it exactly:
 *
 * ```ts
 * export type ClockProtocol = { readonly get_time: Method<{ readonly zone: string }, { readonly time: string }> };
 * export const clockProtocol: ClockProtocol = { get_time: method({ … }) };
 * ```
 */
export type Protocol = { readonly [name: string]: Declaration };

/** The names of the methods that are answered. */
export type MethodName<P extends Protocol> = {
  [N in keyof P & string]: P[N] extends { readonly kind: "method" } ? N : never;
}[keyof P & string];

/** The names of the methods that are only told. */
export type NotificationName<P extends Protocol> = {
  [N in keyof P & string]: P[N] extends { readonly kind: "notification" } ? N : never;
}[keyof P & string];

export type ParamsOf<D> = D extends { readonly params: Reader<infer Params> } ? Params : never;
export type ResultOf<D> = D extends { readonly result: Reader<infer Result> } ? Result : never;
export type ProgressOf<D> = D extends { readonly progress: Reader<infer Progress> | undefined }
  ? Progress
  : never;

export type MethodOptions<Params extends object, Result, Progress> = {
  /** One sentence, without a full stop; empty when left out. */
  readonly description?: string;
  readonly params: Shape<Params>;
  readonly result: Shape<Result>;
  readonly progress?: Shape<Progress>;
  readonly ordered?: boolean;
};

/** Declares a method. Absent params are read as `{}`. */
export function method<Params extends object, Result, Progress = never>(
  options: MethodOptions<Params, Result, Progress>,
): Method<Params, Result, Progress> {
  const { description = "", params, result, progress, ordered = false } = options;
  return { kind: "method", description, params, result, progress, ordered };
}

export type NotificationOptions<Params extends object> = {
  readonly description?: string;
  readonly params: Shape<Params>;
  readonly ordered?: boolean;
};

/** Declares a notification. */
export function notification<Params extends object>(
  options: NotificationOptions<Params>,
): Notification<Params> {
  const { description = "", params, ordered = false } = options;
  return { kind: "notification", description, params, ordered };
}

/** What a protocol is in JSON: each method with the schemas of what it takes, answers and reports. */
export function protocolSchema(protocol: Protocol): JsonObject {
  return Object.fromEntries(
    Object.entries(protocol).map(([name, { kind, description, params, result, progress }]) => [
      name,
      {
        kind,
        description,
        params: params.schema(),
        result: result?.schema(),
        progress: progress?.schema(),
      },
    ]),
  );
}
