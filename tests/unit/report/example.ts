import { contractJson } from '../../../src/report/contract-json.ts';
import { evaluate } from '../../../src/record/evaluation.ts';
import type { CaseLine, RunRecord } from '../../../src/record/lines.ts';
import type { Finding } from '../../../src/verdict/finding.ts';

/** A finding of the example. */
export const finding = (check: string, pointer: string, more: Partial<Finding> = {}): Finding => ({
  id: '0123456789',
  check,
  status: '404',
  pointer,
  expected: 'property reqId',
  received: 'nothing',
  where: { document: 'specs/groups/get.yaml', pointer: '/paths/~1api~1v1~1groups/get', line: 42 },
  message: `${pointer}: expected property reqId`,
  waiver: null,
  ...more,
});

/** A case of the example. */
export const line = (
  operation: string,
  status: number,
  findings: Finding[],
  more: Partial<CaseLine> = {},
): CaseLine => ({
  type: 'case',
  id: `${operation.slice(5)} › ${status} › one`,
  operation,
  origin: 'fixture',
  expected: [String(status)],
  request: { method: 'GET', url: 'http://127.0.0.1:8080/a', headers: { authorization: 'Bearer $CONTRACT_TOKEN' } },
  response: {
    status,
    headers: { 'content-type': 'application/json' },
    body: { message: 'string of length 9' },
    durationMs: 3,
  },
  verdict: findings.length > 0 ? 'deviating' : 'conforming',
  reason: null,
  flaky: false,
  findings,
  notes: [],
  values: [],
  curl: "curl -sS -i 'http://127.0.0.1:8080/a'",
  recordedAt: '2026-01-01T00:00:01.000Z',
  ...more,
});

/** The cases of the example. */
export const cases = [
  line('GET /b', 404, [finding('body-schema', '/reqId')]),
  line('GET /a', 401, [
    finding('body-schema', '/reqId'),
    finding('headers', '', { where: null, message: 'header x: missing' }),
  ]),
  line('GET /a', 200, []),
  line('GET /a', 403, [], {
    verdict: 'inconclusive',
    reason: 'throttled beyond CONTRACT_PATIENCE_SECONDS',
    response: null,
  }),
  line('GET /b', 200, [], {
    verdict: 'not-judged',
    reason: 'CONTRACT_TOKEN is not set',
    request: null,
    response: null,
  }),
];

/** A small run with results of every kind. */
export const record: RunRecord = {
  plan: {
    type: 'plan',
    suite: { name: 'infisical-contract', version: '1.2.3' },
    target: { name: 'local', baseUrl: 'http://127.0.0.1:8080' },
    contract: [{ document: 'specs/a.yaml', operations: 2 }],
    startedAt: '2026-01-01T00:00:00.000Z',
    operations: ['GET /a', 'GET /b'].map((operation, at) => ({
      operation,
      kind: at === 0 ? ('list' as const) : ('read' as const),
      document: 'specs/a.yaml',
      statuses: ['200', '401', '403', '404'],
      fault: null,
      secured: true,
    })),
    cases: [cases[1], cases[2], cases[3], cases[0], cases[4]].flatMap((each) =>
      each === undefined
        ? []
        : [
            {
              id: each.id,
              operation: each.operation,
              origin: each.origin,
              expected: each.expected,
              missing: each.request ? [] : ['CONTRACT_TOKEN'],
            },
          ],
    ),
    deselected: ['GET /c'],
    leftOut: [],
    contractFaults: ['specs/a.yaml:9: $ref cannot be resolved. Fix it. [dangling-ref]'],
    excluded: [{ operation: 'GET /d/unlock', reason: 'has side effects' }],
    seed: 42,
    shard: null,
    setAside: 2,
    requireCells: 0,
    requireReached: 0,
    origins: ['fixture'],
    waivers: [],
    warnings: ['CONTRACT_FAVOURITE_COLOUR (environment) is not used by any option, fixture or parameter'],
    doubt: null,
    lifecycles: [
      { create: 'POST /projects', needs: [], operations: [] },
      {
        create: 'POST /a',
        needs: [{ create: 'POST /projects', input: 'projectId' }],
        operations: ['GET /a', 'GET /b'],
      },
    ],
    disposable: null,
    recorded: null,
  },
  cases,
  coverage: [
    { operation: 'GET /a', status: '200', seen: ['/*', '/*/id'], unseen: ['/*/kind = "x"', '/*/kind (form 2 of 2)'] },
  ],
  advice: ['GET /a', 'GET /b'].map((operation) => ({
    operation,
    case: `${operation} 401`,
    finding: {
      ...{ id: `advice-${operation.slice(-1)}`, check: 'challenge-present', status: '401', pointer: '' },
      ...{ expected: 'header WWW-Authenticate', received: 'no such header', where: null, waiver: null },
      message: 'a 401 does not name an authentication scheme',
    },
  })),
  schemas: {
    'specs/groups/get.yaml#/paths/~1api~1v1~1groups/get': { type: 'object', required: ['reqId'] },
  },
  end: {
    type: 'end',
    durationMs: 1234,
    waitedMs: 1000,
    requests: { GET: 5 },
    leftovers: [],
    outages: [{ from: '2026-01-01T00:00:00.100Z', seconds: 1, ended: true }],
  },
};

/** The report of the example. */
export const report = contractJson(record, evaluate(record));

/** Text with which a server could attack the reader of a report. */
export const HOSTILE =
  '\u001b]0;owned\u0007\u009b31m\u202e\ud800\uffff\u0000\r\n::error::x ##[group]x https://evil.example ~~x~~ @octocat </script><script>alert(1)</script>]]>-->"\'&amp;`|**[x](http://x)\n# h\n<img src=x onerror=alert(1)>';

/** The same text after cleaning. */
export const HARMLESS = HOSTILE.replace(/[\p{C}\p{Cs}]/gu, '\ufffd');

/** A run in which all text that the server controls is hostile. */
export const hostileRecord: RunRecord = (() => {
  const spoiledFinding = finding('content-type', `/${HOSTILE}`, { received: HOSTILE, message: HOSTILE });
  const spoiledCases = [
    line('GET /a', 200, [spoiledFinding], {
      id: `a › 200 › ${HOSTILE}`,
      curl: `curl '${HOSTILE}'`,
      notes: [HOSTILE],
      response: { status: 200, headers: { 'x-a': HOSTILE }, body: { [HOSTILE]: HOSTILE }, durationMs: 1 },
    }),
    line('GET /b', 200, [], { verdict: 'inconclusive', reason: HOSTILE }),
    line('GET /b', 404, [], { verdict: 'not-judged', reason: HOSTILE }),
  ];
  const plan = { ...record.plan, warnings: [HOSTILE], contractFaults: [HOSTILE] };
  return { ...record, plan, cases: spoiledCases };
})();
