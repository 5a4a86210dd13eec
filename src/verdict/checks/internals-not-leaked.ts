import { unescape } from 'node:querystring';
import { breach } from '../finding.ts';
import type { Check } from '../subject.ts';
import { pointerTo } from '../text-in-body.ts';

/** A stack frame of V8, Python, Java or Go. */
const STACK_FRAME =
  /\bat (?:[\w.<>$ ]+ \()?(?:file:\/\/|node:|[A-Za-z]:\\|\/)[^\s()]+:\d+:\d+\)?|\bFile "[^"\n]+", line \d+|\bat [\w$.]+\([\w$]+\.java:\d+\)|\b[\w/.-]+\.go:\d+ \+0x/;

/** An absolute path to a source file. */
const SOURCE_PATH =
  /(?<![\w.:/-])(?:file:\/\/)?(?:\/(?:app|backend|build|dist|home|opt|root|srv|src|usr|var|Users|workspace)(?:\/[\w.@+-]+)+|[A-Za-z]:\\(?:[\w.@ +-]+\\)+[\w.@+-]+)\.(?:[cm]?[jt]sx?|py|java|go|rb|php)\b/;

export const internalsNotLeaked: Check = {
  id: 'internals-not-leaked',
  catches: 'a stack frame or an absolute source path in an answer of 400 or above',
  judge({ case: { request }, response, body }) {
    if (response.status < 400) return [];
    const carried = unescape(request.url).split(/[?&=]/);
    const leaks = (text: string) => {
      const own = carried.reduce((rest, part) => (part.length > 3 ? rest.replaceAll(part, '') : rest), text);
      return STACK_FRAME.test(own) || SOURCE_PATH.test(own);
    };
    const raw = () => (leaks(Buffer.from(response.body).toString('utf8')) ? '' : undefined);
    const pointer = body.kind === 'json' ? pointerTo(body.value, leaks) : raw();
    if (pointer === undefined) return [];
    const received = 'a stack frame or a source path';
    return [{ ...breach('the answer shows the inside of the server', 'a message for clients', received), pointer }];
  },
};
