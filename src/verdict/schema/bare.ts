import type { ErrorObject } from 'ajv';
import * as responseValidator from 'openapi-response-validator';
import { FORMATS } from './formats.ts';
import type { Rewritten } from './rewriter.ts';

/** The class, which native ESM wraps once more than CommonJS does. */
const ResponseValidator = unwrapped(responseValidator) as typeof responseValidator.default.default;

/** Compiles a schema with openapi-response-validator, which is given no more than that schema. */
export function compileBare({ schema, components, patterns }: Rewritten): (value: unknown) => readonly ErrorObject[] {
  const matchers: Record<string, (text: string) => boolean> = {};
  for (const [name, pattern] of Object.entries(patterns)) matchers[name] = (text) => pattern.test(text);
  const instance = new ResponseValidator({
    responses: { 200: { description: '', content: { 'application/json': { schema } } } },
    components: { schemas: components },
    customFormats: { ...FORMATS, ...matchers },
    errorTransformer: (_: unknown, error: ErrorObject) => error,
  } as never);
  return (value) => {
    const result = instance.validateResponse('200', value) as { errors: ErrorObject[] } | undefined;
    return (result?.errors ?? []).map((error) => ({
      ...error,
      instancePath: error.instancePath.replace('/response', ''),
    }));
  };
}

function unwrapped(module: unknown): unknown {
  return typeof module === 'object' && module !== null && 'default' in module ? unwrapped(module.default) : module;
}
