import { phrase } from '../../client/phrase.ts';
import { isObject } from '../../contract/pointer.ts';
import { type Check, isBodiless } from '../subject.ts';

const NO_NUMBERS: ReadonlyMap<string, string> = new Map();

export const bodySchema: Check = {
  id: 'body-schema',
  catches: 'a body that breaks the schema declared for its status and media type',
  judge(subject) {
    const { media, body, validators, notes, operation, response } = subject;
    if (isBodiless(subject) || media === undefined || body.kind === 'empty') return [];
    if (media.schema === undefined) return { notJudged: phrase`the contract declares no schema for this body` };
    if (body.kind === 'unreadable') return [];
    if (body.kind === 'binary')
      return isOpaque(media.schema) ? [] : { notJudged: phrase`a body of this media type is not judged by a schema` };
    const length = response.body.length;
    const judged =
      body.kind === 'json'
        ? { value: body.value, numbers: body.numbers, length }
        : { value: body.text, numbers: NO_NUMBERS, length };
    return validators.judge(media, operation.version, judged, notes);
  },
};

/** True for a schema that all bytes match (OpenAPI 3.0.3, Considerations for File Uploads). */
const isOpaque = (schema: unknown): boolean =>
  isObject(schema) && schema.type === 'string' && schema.format === 'binary';
