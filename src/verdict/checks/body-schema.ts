import { type Check, isBodiless } from '../subject.ts';

export const bodySchema: Check = {
  id: 'body-schema',
  catches: 'a body that breaks the schema declared for its status and media type',
  judge(subject) {
    const { media, body, validators, note } = subject;
    if (isBodiless(subject) || media === undefined || body.kind === 'empty') return [];
    if (media.schema === undefined) return { notJudged: 'the contract declares no schema for this body' };
    if (body.kind === 'unreadable') return [];
    if (body.kind === 'binary') return { notJudged: 'a body of this media type is not judged by a schema' };
    return validators.judge(media, body.kind === 'json' ? body.value : body.text, note);
  },
};
