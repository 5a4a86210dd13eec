import { phrase } from '../../client/phrase.ts';
import { describe } from '../../client/shape.ts';
import { valueAt } from '../../contract/pointer.ts';
import type { Check } from '../subject.ts';

export const propertiesDeclared: Check = {
  id: 'properties-declared',
  level: 'should',
  catches: 'a property that the schema of its object allows, but does not name',
  judge(subject) {
    const { media, body } = subject;
    const walked = subject.walk();
    if (media === undefined || body.kind !== 'json' || walked === undefined) return [];
    if ('notJudged' in walked) return walked;
    return walked.undeclared.map(({ pointer, declaredAt }) => ({
      pointer,
      expected: phrase`only declared properties`,
      received: describe(valueAt(body.value, pointer)),
      declaredAt: media.pointer + declaredAt,
      message: phrase`${pointer} is not declared, although the schema allows it`,
    }));
  },
};
