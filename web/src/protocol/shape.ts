/** A value from outside did not have the agreed shape. `path` says where, as in `messages[3].user.name`. */
export class ShapeError extends Error {
  readonly path: string;

  constructor(path: string, wanted: string) {
    super(`${path || 'value'}: expected ${wanted}`);
    this.name = 'ShapeError';
    this.path = path;
  }
}

/** Checks one value and returns it typed, or throws {@link ShapeError}. Unknown fields are dropped, so old pages read newer servers. */
export type Shape<T> = (value: unknown, path?: string) => T;
export type Shaped<S> = S extends Shape<infer T> ? T : never;

type Fields = Record<string, Shape<unknown>>;
type OptionalKeys<F extends Fields> = { [K in keyof F]: undefined extends Shaped<F[K]> ? K : never }[keyof F];
type Flat<T> = { [K in keyof T]: T[K] };
type ObjectOf<F extends Fields> = Flat<
  { [K in Exclude<keyof F, OptionalKeys<F>>]: Shaped<F[K]> } & { [K in OptionalKeys<F>]?: Exclude<Shaped<F[K]>, undefined> }
>;

const at = (path: string, key: string): string => (path ? `${path}.${key}` : key);

export const text: Shape<string> = (value, path = '') => {
  if (typeof value !== 'string') throw new ShapeError(path, 'text');
  return value;
};

/** A count, id or sequence number: a whole number from 0 to 2^53−1. */
export const whole: Shape<number> = (value, path = '') => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new ShapeError(path, 'a whole number');
  return value;
};

export const flag: Shape<boolean> = (value, path = '') => {
  if (typeof value !== 'boolean') throw new ShapeError(path, 'true or false');
  return value;
};

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** An instant as RFC 3339 text; kept as text, turned into a date where it is shown. */
export const instant: Shape<string> = (value, path = '') => {
  if (typeof value !== 'string' || !rfc3339.test(value) || Number.isNaN(Date.parse(value))) throw new ShapeError(path, 'an RFC 3339 time');
  return value;
};

export function oneOf<const T extends readonly string[]>(...allowed: T): Shape<T[number]> {
  return (value, path = '') => {
    if (typeof value !== 'string' || !allowed.includes(value)) throw new ShapeError(path, `one of ${allowed.join(', ')}`);
    return value;
  };
}

export function list<T>(item: Shape<T>): Shape<T[]> {
  return (value, path = '') => {
    if (!Array.isArray(value)) throw new ShapeError(path, 'a list');
    return value.map((one, index) => item(one, `${path}[${index}]`));
  };
}

export function nullable<T>(inner: Shape<T>): Shape<T | null> {
  return (value, path) => (value === null ? null : inner(value, path));
}

/** A field that may be missing and then means `value`. */
export function otherwise<T>(inner: Shape<T>, value: T): Shape<T> {
  return (given, path) => (given === undefined ? value : inner(given, path));
}

/** A field that may be missing. */
export function optional<T>(inner: Shape<T>): Shape<T | undefined> {
  return (value, path) => (value === undefined ? undefined : inner(value, path));
}

export function object<F extends Fields>(fields: F): Shape<ObjectOf<F>> {
  const entries = Object.entries(fields);
  return (value, path = '') => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ShapeError(path, 'an object');
    const result: Record<string, unknown> = {};
    for (const [key, shape] of entries) {
      const checked = shape((value as Record<string, unknown>)[key], at(path, key));
      if (checked !== undefined) result[key] = checked;
    }
    return result as ObjectOf<F>;
  };
}
