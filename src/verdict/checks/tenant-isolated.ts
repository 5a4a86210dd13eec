import { phrase, type Phrase } from '../../client/phrase.ts';
import { type IdentityName, TOKEN_VARIABLES } from '../../config/credentials.ts';
import type { Auth } from '../../cases/fixtures.ts';
import { isSuccess } from '../../contract/responses.ts';
import { type CheckResult, type Violation, violation } from '../finding.ts';
import { heldResource, isSameContent, type Named, namedBy } from '../tenancy.ts';
import { type Check, jsonOf, type Subject } from '../subject.ts';
import { exercised } from '../exercised.ts';

export const tenantIsolated: Check = {
  id: 'tenant-isolated',
  catches: 'a 2xx with which an identity reads or changes a resource of another organization',
  judge(subject) {
    if (subject.case.rule !== 'tenant-isolated') return [];
    const { status } = subject.response;
    if (subject.case.write !== undefined) return exercised(subject, (act) => reached(subject, act));
    return isSuccess(status) ? read(subject) : [];
  },
};

/** A read is compared with the responses to the own identity, without credentials, and for names that nobody has. */
function read(subject: Subject): CheckResult {
  const [mine, nobody, unknown] = subject.companions;
  if (!isSuccess(mine?.status)) return { notJudged: phrase`the request of the own identity did not succeed again` };
  const named = unknown === undefined ? [] : namedIn(subject);
  const bodies = { mine: jsonOf(mine), foreign: jsonOf(subject.response) };
  const others = [nobody, unknown].filter((each) => isSuccess(each?.status)).map(jsonOf);
  const { tenancy } = subject.case;
  const pointer = tenancy && heldResource({ ...bodies, others }, named, tenancy);
  if (pointer !== undefined) return [{ ...reached(subject, 'reads a resource', named), pointer }];
  const isOfOwn = unknown !== undefined && [nobody, unknown].every((each) => each !== undefined && each.status >= 400);
  return isOfOwn && isSameContent(bodies.mine, bodies.foreign, named)
    ? [reached(subject, 'reads a resource', named)]
    : [];
}

/** @param act what the identity does: `reads a resource`, `creates below a resource` */
function reached(subject: Subject, act: string, named = namedIn(subject)): Violation {
  const { case: one, response } = subject;
  const owner = variableOf(one.companions?.[0]?.auth ?? 'token');
  const kinds = [...new Set(named.map(({ parameter }) => parameter))].join(', ');
  const isRead = one.write === undefined;
  const way: Phrase =
    kinds !== '' ? phrase`, which the request names by ${kinds}` : isRead ? phrase`, without naming one` : phrase``;
  const isOfOwn = kinds === '' && isRead;
  return violation(
    phrase`${variableOf('foreign')} ${act} of the organization of ${owner}${way}`,
    isOfOwn ? phrase`no resource of another organization` : phrase`401, 403 or 404`,
    isOfOwn ? phrase`one` : phrase`${response.status}`,
  );
}

const namedIn = ({ operation, case: one }: Subject): Named => namedBy(operation, one.request.url);

const variableOf = (auth: Auth): string => TOKEN_VARIABLES[auth as IdentityName];
