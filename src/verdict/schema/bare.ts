import type { ErrorObject } from 'ajv';
import * as responseValidator from 'openapi-response-validator';
import { FORMATS } from './formats.ts';
import type { Rewritten } from './rewriter.ts';

/** The class. Native ESM wraps it in one more `default` than CommonJS. */
const ResponseValidator = unwrapped(responseValidator) as typeof responseValidator.default.default;

/** Returns the errors of a value. */
export type Validate = (value: unknown) => readonly ErrorObject[];

/**
 * Compiles schemas with openapi-response-validator.
 *
 * @param all schemas; several only if none has components, because they would share them
 * @throws the error of Ajv if one of them is invalid
 */
export function compileBare(all: readonly Rewritten[]): Map<Rewritten, Validate> {
  const matchers: Record<string, (text: string) => boolean> = {};
  for (const [name, pattern] of all.flatMap(({ patterns }) => Object.entries(patterns))) {
    matchers[name] = (text) => pattern.test(text);
  }
  const responses = all.map(({ schema }) => ({ description: '', content: { 'application/json': { schema } } }));
  const instance = new ResponseValidator({
    responses: Object.fromEntries(responses.entries()),
    components: { schemas: all[0]?.components },
    customFormats: { ...FORMATS, ...matchers },
    errorTransformer: (_: unknown, error: ErrorObject) => error,
  } as never);
  const validator =
    (name: string): Validate =>
    (value) => {
      const result = instance.validateResponse(name, value) as { errors: ErrorObject[] } | undefined;
      return (result?.errors ?? []).map((error) => ({
        ...error,
        instancePath: error.instancePath.replace('/response', ''),
      }));
    };
  return new Map(all.map((each, index) => [each, validator(String(index))]));
}

function unwrapped(module: unknown): unknown {
  return typeof module === 'object' && module !== null && 'default' in module ? unwrapped(module.default) : module;
}
