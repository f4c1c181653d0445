/** Checks requests (and, in tests, answers) against their schemas: bodies exactly as they came, query and path converted from text. */
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Locale } from 'typebox/system';
import { Value } from 'typebox/value';

export type RequestPart = 'body' | 'querystring' | 'params';

/** A request that does not fit its schema; `errors` as the validator gives them. */
export class RequestInvalid extends Error {
  override readonly name = 'RequestInvalid';
  readonly part: RequestPart;
  readonly errors: readonly Parameters<typeof Locale.en_US>[0][];
  readonly #schema: TSchema;

  constructor(part: RequestPart, errors: RequestInvalid['errors'], schema: TSchema) {
    super(`${part} does not fit its schema`);
    this.part = part;
    this.errors = errors;
    this.#schema = schema;
  }

  /** The code of the catalogue by which the schema wants a bad value there to be called, as its `x-error-code`. */
  codeAt(instancePath: string): string | undefined {
    let node: SchemaNode | undefined = this.#schema;
    for (const name of instancePath.split('/').slice(1)) node = node?.properties?.[name] ?? node?.items;
    return node?.['x-error-code'];
  }
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly 'x-error-code'?: string;
}

export class AnswerInvalid extends Error {
  override readonly name = 'AnswerInvalid';
}

export type Validate = (value: unknown) => { value: unknown } | { error: RequestInvalid };

/** Nothing is coerced or removed in a body; unknown fields pass. Query and path are text, so numbers are read from it. */
export function compileValidator(schema: TSchema, part: RequestPart): Validate {
  const compiled = Compile(schema);
  return (value) => {
    const converted = part === 'body' ? value : Value.Default(schema, Value.Convert(schema, value));
    if (compiled.Check(converted)) return { value: converted };
    return { error: new RequestInvalid(part, compiled.Errors(converted), schema) };
  };
}

/** Throws `AnswerInvalid` when an answer is not what its schema promises. */
export function compileAnswerCheck(schema: TSchema): (value: unknown) => void {
  const compiled = Compile(schema);
  return (value) => {
    if (compiled.Check(value)) return;
    const first = compiled.Errors(value)[0];
    throw new AnswerInvalid(`the answer does not fit its schema: ${first?.instancePath} ${first?.message}`);
  };
}
