import { unescape } from 'node:querystring';
import { phrase } from '../../client/phrase.ts';
import { violation } from '../finding.ts';
import type { Check } from '../subject.ts';
import { pointerTo } from '../text-in-body.ts';

/** Stack frames of V8, Python, Java and Go. Repetitions are bounded, so that matching takes linear time. */
const STACK_FRAMES = [
  /\bat (?:[\w.<>$ ]{1,200} \()?(?:file:\/\/|node:|[A-Za-z]:\\|\/)[^\s()]{1,500}:\d{1,9}:\d{1,9}/,
  /\bFile "[^"\n]{1,500}", line \d/,
  /\bat [\w$.]{1,200}\([\w$]{1,100}\.java:\d{1,9}\)/,
  /[\w/.-]\.go:\d{1,9} \+0x/,
];

/** An absolute path to a source file. */
const SOURCE_PATHS = [
  /(?<![\w.:/-])(?:file:\/\/)?\/(?:app|backend|build|dist|home|opt|root|srv|src|usr|var|Users|workspace)\/[\w.@+/-]{1,500}\.(?:[cm]?[jt]sx?|py|java|go|rb|php)\b/,
  /(?<![\w.:/-])[A-Za-z]:\\[\w.@ +\\-]{1,500}\.(?:[cm]?[jt]sx?|py|java|go|rb|php)\b/,
];

export const internalsNotLeaked: Check = {
  id: 'internals-not-leaked',
  catches: 'a stack frame or an absolute source path in an error response',
  judge({ case: { request }, response, body }) {
    if (response.status < 400) return [];
    const sent = unescape(request.url).split(/[?&=]/);
    const leaks = (text: string) => {
      const own = sent.reduce((rest, part) => (part.length > 3 ? rest.replaceAll(part, '') : rest), text);
      return [...STACK_FRAMES, ...SOURCE_PATHS].some((pattern) => pattern.test(own));
    };
    const raw = () => (leaks(Buffer.from(response.body).toString('utf8')) ? '' : undefined);
    const pointer = body.kind === 'json' ? pointerTo(body.value, leaks) : raw();
    if (pointer === undefined) return [];
    const received = phrase`a stack frame or a source path`;
    const message = phrase`the response reveals internals of the server`;
    return [{ ...violation(message, phrase`a message without stack frames or source paths`, received), pointer }];
  },
};
