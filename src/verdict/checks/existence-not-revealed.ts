import { isDeepStrictEqual } from 'node:util';
import { phrase } from '../../client/phrase.ts';
import { violation } from '../finding.ts';
import { type Check, jsonOf } from '../subject.ts';
import { namedBy, wordsOf } from '../tenancy.ts';

export const existenceNotRevealed: Check = {
  id: 'existence-not-revealed',
  level: 'should',
  catches: 'a 404 for a resource of another organization that is worded unlike the one for an unknown id',
  judge({ response, companions, case: one, operation }) {
    const [unknown] = companions;
    if (one.rule !== 'tenant-isolated' || one.write !== undefined) return [];
    if (response.status !== 404 || unknown?.status !== 404) return [];
    const named = [one.request.url, one.companions?.at(-1)?.url ?? ''].flatMap((url) => namedBy(operation, url));
    const [known, nothing] = [response, unknown].map((each) => wordsOf(jsonOf(each), named));
    if (isDeepStrictEqual(known, nothing)) return [];
    const message = phrase`the words of a 404 show that a resource of another organization exists`;
    return [violation(message, phrase`the words for an unknown id`, phrase`other words`)];
  },
};
