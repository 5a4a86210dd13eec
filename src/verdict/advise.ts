import { ownWords, type Phrase } from '../client/phrase.ts';
import type { AdvicePolicy } from '../config/advice.ts';
import { isSuccess } from '../contract/responses.ts';
import { ADVISORY, propertiesDeclared } from './checks/index.ts';
import { type Depth, depthOf } from './depth/depth.ts';
import type { Finding } from './finding.ts';
import { type Judgement, violationsOf } from './judgement.ts';
import { type Check, isUndeclaredMethod } from './subject.ts';

/** What the advisory checks add to a judgement. */
export interface Advised {
  /** Violations of checks that the policy makes a `must`. */
  findings: Finding[];
  /** Why such a check could not judge. */
  unjudged: Phrase[];
  advice: Finding[];
  depth: Depth | undefined;
}

/** Applies the checks whose level is `should`, and compares a successful body with its schema. */
export function adviseOn(judgement: Judgement, policy: AdvicePolicy): Advised {
  const advised: Advised = { findings: [], unjudged: [], advice: [], depth: seenDepth(judgement) };
  for (const check of ADVISORY) {
    const level = levelOf(check, policy);
    if (level === 'off' || (check === propertiesDeclared && !judgement.isBodyJudged)) continue;
    const result = violationsOf(check, judgement);
    if (!('notJudged' in result)) advised[level === 'must' ? 'findings' : 'advice'].push(...result);
    else if (level === 'must') advised.unjudged.push(result.notJudged);
  }
  return advised;
}

/** The result if there was no time. A check that the policy makes a `must` is then not judged. */
export const notAdvised = (policy: AdvicePolicy, reason: string): Advised => ({
  ...{ findings: [], advice: [], depth: undefined },
  unjudged: ADVISORY.some((check) => levelOf(check, policy) === 'must') ? [ownWords(reason)] : [],
});

function levelOf(check: Check, { isStrict, undeclared }: AdvicePolicy): 'must' | 'should' | 'off' {
  if (check === propertiesDeclared && undeclared !== 'note') return undeclared === 'fail' ? 'must' : 'off';
  return isStrict ? 'must' : (check.level ?? 'must');
}

/** The depth of a 2xx of the operation whose body was judged and conforms to its schema. */
function seenDepth({ subject, findings, unjudged, isBodyJudged }: Judgement): Depth | undefined {
  if (!isSuccess(subject.response.status) || isUndeclaredMethod(subject)) return undefined;
  return !isBodyJudged || findings.length + unjudged.length > 0 ? undefined : depthOf(subject);
}
