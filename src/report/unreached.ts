import type { ContractJson } from './contract-json.ts';

/** Operations that were not reached for the same reason. */
export interface UnreachedGroup {
  /** The code of the reason, without its details. */
  code: string;
  operations: string[];
  /** What they need, and what would help: `need a user's token: set CONTRACT_USER_TOKEN`. */
  line: string;
}

/** Maximum number of variables that are named. */
const MAX_VARIABLES = 6;

/** What operations need, by the code of the reason, and what would help; without a remedy, that of the operations. */
const NEEDS: Readonly<Record<string, readonly [need: string, remedy?: string]>> = {
  excluded: ['are excluded on purpose', '--include "<operation>" sends them'],
  write: ['would change the server'],
  'needs-token': ['need a token'],
  'needs-user-token': ["need a user's token"],
  'needs-variable': ['need the value of a variable', 'set'],
  'needs-value': ['need a value that no response contained', 'create the resource, or set'],
  'needs-resource': ['need a resource that could not be created', 'correct the operations that create it'],
  forbidden: ['refuse every identity', 'give the identity or the user access'],
  'server-error': ['answer with an error of the server', 'see the deviations'],
  answered: ['refuse the requests of the suite', 'the notes of their cases contain the words of the server'],
  'contract-fault': ['have a fault in the contract', 'correct the contract'],
  'not-embedded': ['are not implemented by the embedded target', 'set CONTRACT_BASE_URL to a server that does'],
  'no-route': ['are not implemented by the target', 'use the contract of its version'],
  'no-response': ['did not respond', 'see the deviations'],
  inconclusive: ['are inconclusive'],
  unknown: ['are not reached, for an unknown reason'],
  'not-sent': ['were not selected', 'select their cases'],
};

/** The operations that were not reached, by reason, the most frequent first. */
export function unreachedGroups({ operations }: Pick<ContractJson, 'operations'>): UnreachedGroup[] {
  const groups = new Map<string, { operations: string[]; remedies: Set<string> }>();
  for (const { operation, unreached } of operations) {
    if (unreached === null) continue;
    const code = unreached.code.replace(/[:\d].*/, '');
    const group = groups.get(code) ?? { operations: [], remedies: new Set() };
    group.operations.push(operation);
    group.remedies.add(unreached.remedy);
    groups.set(code, group);
  }
  return [...groups]
    .map(([code, group]) => ({ code, operations: group.operations, line: lineOf(code, group) }))
    .sort((a, b) => b.operations.length - a.operations.length);
}

function lineOf(
  code: string,
  { operations, remedies }: { operations: string[]; remedies: ReadonlySet<string> },
): string {
  const [need, remedy] = NEEDS[code] ?? [`are not reached (${code})`];
  const count = operations.length;
  const subject = `${count} ${count === 1 ? singular(need) : need}`;
  const [first = ''] = remedies;
  return `${subject}: ${remedy === undefined ? first : withVariables(remedy, remedies)}`;
}

/** Adds the variables of all remedies to one that ends with `set`. */
function withVariables(remedy: string, remedies: ReadonlySet<string>): string {
  if (!/\bset$/.test(remedy)) return remedy;
  const names = [...new Set([...remedies].flatMap((each) => each.match(/\bCONTRACT_\w+/g) ?? []))].sort(tokenFirst);
  if (names.length === 0) return remedy.replace(/, or set$/, '');
  const more = names.length > MAX_VARIABLES ? ` and ${names.length - MAX_VARIABLES} more` : '';
  return `${remedy} ${names.slice(0, MAX_VARIABLES).join(', ')}${more}`;
}

/** The token first, because most operations need it. */
const tokenFirst = (a: string, b: string): number =>
  Number(b === 'CONTRACT_TOKEN') - Number(a === 'CONTRACT_TOKEN') || a.localeCompare(b);

/** A predicate for one operation: `need a token` becomes `needs a token`. */
const singular = (need: string): string =>
  need
    .replace(/^(are|have|were|did) /, (verb) => SINGULAR[verb.trim()] ?? verb)
    .replace(/^(need|refuse|answer) /, '$1s ');

const SINGULAR: Readonly<Record<string, string>> = { are: 'is ', have: 'has ', were: 'was ', did: 'did ' };
