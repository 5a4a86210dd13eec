import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readRecord } from '../../src/record/read-record.ts';
import { evaluate } from '../../src/record/evaluation.ts';
import { readContractJson } from '../../src/report/read-json.ts';
import { contract, contractWithin, type Ended, start, startContract } from './command.ts';
import { files } from '../unit/files.ts';
import { CELLS, COORDINATES, temporaryFolder } from './judge.ts';
import { changed, startFaulty, startServer } from './servers/faulty.ts';

const report = ({ reports }: Ended) =>
  JSON.parse(readFileSync(join(reports, 'contract.json'), 'utf8')) as Record<string, never>;

/** All reports that a run writes to its folder. */
const REPORTS = [
  ...['contract.har', 'contract.html', 'contract.json', 'contract.ndjson'],
  ...['ctrf-report.json', 'junit.xml', 'summary.md'],
];

const STACK = /\n\s+at .+:\d+:\d+/;

describe('the embedded target', () => {
  test('conforms in every cell, and the run ends with 0', async () => {
    const ended = await contract([]);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toContain(`${CELLS} of ${CELLS} cells conforming`);
    expect(report(ended)).toMatchObject({
      exitCode: 0,
      outcome: 'conforming',
      counts: { cells: CELLS, cellsConforming: CELLS },
    });
  });

  test('conforms to the document that it serves', async () => {
    const ended = await contract(['--spec', 'served']);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^127\.0\.0\.1:\d+ is disposable: \d{3} writes sent$/m);
    const { counts, leftovers, operations } = readContractJson(ended.reports);
    expect(counts).toMatchObject({ deviating: 0, inconclusive: 0, operationsReached: operations.length });
    expect(leftovers).toEqual([]);
  });
});

describe('a target that deviates', () => {
  test('ends the run with 1, and each finding shows expected, received, where and a curl line', async () => {
    const server = await startFaulty((answer, { url }) =>
      url === '/api/v1/groups' && answer.status === 200
        ? changed((groups: object[]) => groups.map((group) => ({ ...group, name: 7 })))(answer)
        : undefined,
    );
    const ended = await contract([], { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl });
    await server.close();
    expect(ended).toMatchObject({ exitCode: 1, stderr: '' });
    expect(ended.stdout).toMatch(/✗ body-schema {2}\/0\/name: expected string/);
    expect(ended.stdout).toMatch(
      /expected {2}string\n {2}received {2}7\n {2}where {5}[^\n]*specs\/groups\/get\.yaml:\d+ \S+\/name\/type/,
    );
    expect(ended.stdout).toContain(
      `curl -sS -i -H 'accept: application/json' -H "authorization: Bearer $CONTRACT_TOKEN"`,
    );
    expect(ended.stdout).not.toContain(COORDINATES.CONTRACT_TOKEN);
  });

  test('has one entry for deviations with the same cause, across operations', async () => {
    const server = await startFaulty((answer) =>
      answer.status >= 400 ? changed(({ reqId: _, ...body }: { reqId: string }) => body)(answer) : undefined,
    );
    const ended = await contract([], { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl });
    await server.close();
    expect(ended.stdout.match(/✗ body-schema/g)).toHaveLength(1);
    expect(ended.stdout).toContain('of 4 operations');
  });
});

describe('a run that proves too little ends with 3', () => {
  test('an unreachable target is reported in one line', async () => {
    const ended = await contract([], { CONTRACT_BASE_URL: 'http://127.0.0.1:9', CONTRACT_TOKEN: 'some-token' });
    expect(ended).toMatchObject({ exitCode: 3, stdout: '' });
    expect(ended.stderr).toMatch(
      /^environment: target 127\.0\.0\.1:9 does not answer at \S+: the connection was refused\. .*\[unreachable\]\n$/,
    );
  });

  test('reports of an unreachable target replace those of an earlier run', async () => {
    const good = await contract(['--har']);
    const env = { CONTRACT_REPORT_DIR: good.reports, CONTRACT_BASE_URL: 'http://127.0.0.1:9', GITHUB_ACTIONS: 'true' };
    const ended = await contract([], env);
    expect(ended.stdout).toMatch(
      /^::error title=infisical-contract::environment: target 127\.0\.0\.1:9 does not answer/,
    );
    expect(report(ended)).toMatchObject({ exitCode: 3, outcome: 'inconclusive', counts: { cellsConforming: 0 } });
    expect(readFileSync(join(good.reports, 'junit.xml'), 'utf8')).toContain('does not answer');
    expect(readFileSync(join(good.reports, 'summary.md'), 'utf8')).toContain('inconclusive');
    expect(existsSync(join(good.reports, 'contract.har'))).toBe(false);
    expect(readdirSync(join(good.reports, 'previous')).sort()).toEqual(REPORTS);
    expect(await contract(['report', good.reports])).toMatchObject({ exitCode: 2 });
  });

  test('a refused token is reported once and not as deviations', async () => {
    const server = await startFaulty(() => undefined);
    const env = { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl, CONTRACT_TOKEN: 'wrong-token' };
    const ended = await contract([], env);
    await server.close();
    expect(ended.exitCode).toBe(3);
    expect(ended.stdout).toContain('CONTRACT_TOKEN was refused');
    expect(ended.stdout).not.toContain('✗ status-expected');
  });

  test('fewer cells are proved than required', async () => {
    const ended = await contract(['--require-cells', String(CELLS + 1)]);
    expect(ended.exitCode).toBe(3);
    expect(ended.stdout).toContain(`${CELLS} cells proved, but CONTRACT_REQUIRE_CELLS requires ${CELLS + 1}`);
  });

  test('a note names the variables whose values may be wrong', async () => {
    const server = await startFaulty(() => undefined);
    const env = { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl, CONTRACT_PROJECT_SLUG: 'nope' };
    const ended = await contract([], env);
    await server.close();
    expect(ended.stdout).toMatch(/note +a wrong value of .*CONTRACT_PROJECT_SLUG.* also causes this status/);
  });

  test('but a misspelled target ends with 2 and suggests the name', async () => {
    const folder = files({ '.env.local': 'CONTRACT_BASE_URL=http://127.0.0.1:9' });
    const { exitCode, stderr } = await contract([], { CONTRACT_TARGET: 'locl' }, folder);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^\.env\.locl: the file does not exist, .* Did you mean CONTRACT_TARGET=local\? \[base-url\]\n$/,
    );
  });

  test('a missing variable is named, and the cases without a token are still sent', async () => {
    const server = await startFaulty(() => undefined);
    const ended = await contract([], { CONTRACT_BASE_URL: server.baseUrl });
    await server.close();
    expect(ended.exitCode).toBe(3);
    expect(ended.stdout).toContain('CONTRACT_TOKEN is not set');
    expect(report(ended)).toMatchObject({ counts: { deviating: 0, cellsConforming: 9 } });
  });

  test('a refused login is reported in one line', async () => {
    const server = await startFaulty(() => undefined);
    const login = {
      CONTRACT_UNIVERSAL_AUTH_CLIENT_ID: 'nobody-at-all',
      CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET: 'nothing-to-see',
    };
    const ended = await contract([], { CONTRACT_BASE_URL: server.baseUrl, ...login });
    await server.close();
    expect(ended).toMatchObject({ exitCode: 3, stdout: '' });
    expect(ended.stderr).toMatch(
      /^.*universal auth returned no access token: the status was 4\d\d\..*\[login-refused\]\n$/,
    );
  });
});

describe('the reports of the previous run', () => {
  const PREVIOUS = Object.fromEntries(REPORTS.map((name) => [name, `previous ${name}`]));
  const contents = (folder: string, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

  test.each<[what: string, words: string[]]>([
    ['a selection that matches nothing', ['--only', 'grups']],
    ['a missing contract', ['--spec', 'nothing.yaml']],
    ['invalid waivers', ['--waivers', 'waivers.yaml']],
    ['an invalid archive', ['verify', 'waivers.yaml']],
    ['a missing shard', ['merge', 'waivers.yaml']],
  ])('stay if the input is wrong: %s', async (_what, words) => {
    const reports = files(PREVIOUS);
    const cwd = files({ 'waivers.yaml': '- {}' });
    expect(await contract(words, { CONTRACT_REPORT_DIR: reports }, cwd)).toMatchObject({ exitCode: 2, stdout: '' });
    expect(readdirSync(reports).sort()).toEqual(REPORTS);
    expect(contents(reports, REPORTS)).toEqual(PREVIOUS);
  });

  test('are moved to previous/, with the record, when a run sends its first request', async () => {
    const reports = files(PREVIOUS);
    const { exitCode } = await contract(['--only', 'groups'], { CONTRACT_REPORT_DIR: reports });
    expect(exitCode).toBe(0);
    expect(contents(join(reports, 'previous'), REPORTS)).toEqual(PREVIOUS);
    expect(readdirSync(reports).sort()).toEqual(
      [...REPORTS.filter((name) => name !== 'contract.har'), 'previous'].sort(),
    );
  });
});

describe('a full disk', () => {
  test.each([
    ['while cases are sent', 16, /contract\.ndjson \(EFBIG\)/],
    ['when the reports are written', 48, /\(EFBIG\)/],
  ])('%s ends the run with 2 and one line, and leaves no report', async (_when, maxKiB, message) => {
    const ended = await contractWithin(maxKiB, ['--only', 'groups', '--quiet']);
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ended.stderr).toMatch(/^CONTRACT_REPORT_DIR: reports cannot be written to [^\n]+ \[report-dir\]\n$/);
    expect(ended.stderr).toMatch(message);
    expect(readdirSync(ended.reports)).toEqual(['contract.ndjson']);
  });
});

describe('wrong input ends with 2 and one line, without a stack trace', () => {
  const file = (name: string, text: string) => {
    const path = join(temporaryFolder(), name);
    writeFileSync(path, text);
    return path;
  };
  const FOLDERS = files({ 'contract.ndjson/x': '' });
  const html = () =>
    startServer(({ url }, response) => response.end(url === '/api/status' ? '{}' : '<html>no contract</html>'));

  test.each([
    ['an empty base URL', { CONTRACT_BASE_URL: '' }, [], 'CONTRACT_BASE_URL is set but empty'],
    [
      'a named target without a base URL',
      { CONTRACT_TARGET: 'staging' },
      [],
      'target staging has no CONTRACT_BASE_URL',
    ],
    ['plain http to another host', { CONTRACT_BASE_URL: 'http://server.test' }, [], 'would send tokens unencrypted'],
    ['an invalid base URL', { CONTRACT_BASE_URL: 'server' }, [], 'is not an http or https URL'],
    ['an unknown variable', { CONTRACT_TOKN: 'x' }, [], 'Did you mean CONTRACT_TOKEN?'],
    ['an invalid number', { CONTRACT_PATIENCE_SECONDS: 'long' }, [], 'which is not a number'],
    ['an unknown option', {}, ['--onyl', 'x'], 'Did you mean "--only"?'],
    ['an unknown command', {}, ['embeded'], 'Did you mean "embedded"?'],
    ['a selection that matches nothing', {}, ['--only', 'grups'], '"grups" matches no operation, status or case'],
    [
      'an option that npm removed',
      { npm_lifecycle_event: 'contract', npm_config_exclude: 'true' },
      ['groups'],
      'npm removed --exclude',
    ],
    ['a missing contract', { CONTRACT_SPEC: 'nowhere' }, [], 'the file or folder does not exist'],
    ['a contract at an invalid address', { CONTRACT_SPEC: 'http://' }, [], '"http://" is not a URL'],
    ['a contract that is a device', { CONTRACT_SPEC: '/dev/zero' }, [], 'is a device'],
    ['an import from an invalid address', {}, ['import', 'http://'], '"http://" is not a URL'],
    [
      'a report folder that contains a folder with the name of a report',
      { CONTRACT_REPORT_DIR: FOLDERS },
      [],
      'is a folder',
    ],
    ['a record that is a folder', {}, ['report', FOLDERS], 'is a folder, not the record'],
    ['an archive that is a folder', {}, ['verify', FOLDERS], 'is a folder'],
    [
      'invalid YAML',
      { CONTRACT_SPEC: file('x.yaml', 'openapi: 3.0.3\n paths: {') },
      [],
      'not readable as YAML or JSON',
    ],
    ['a document that is not OpenAPI', { CONTRACT_SPEC: file('x.yaml', 'a: 1') }, [], 'has no "openapi" version'],
    [
      'a token with a line break inside',
      { CONTRACT_TOKEN: 'a\nb', CONTRACT_BASE_URL: 'http://127.0.0.1:9' },
      [],
      'contains characters other than visible ASCII',
    ],
  ])('%s', async (_what, env: Record<string, string>, words: string[], message) => {
    const ended = await contract(words, env);
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(ended.stderr).not.toMatch(STACK);
  });

  test('a served contract that is not a document', async () => {
    const server = await html();
    const ended = await contract(['--spec', 'served'], { CONTRACT_BASE_URL: server.baseUrl });
    await server.close();
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(/^http:\S+ .*\n$/);
  });

  test('a report folder that is not writable', async () => {
    const ended = await contract([], { CONTRACT_REPORT_DIR: file('taken', '') });
    expect(ended).toMatchObject({ exitCode: 2 });
    expect(ended.stderr).toMatch(/CONTRACT_REPORT_DIR: reports cannot be written .*\n$/);
  });

  test('but a body that is not JSON ends with 1', async () => {
    const server = await html();
    const ended = await contract([], { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl });
    await server.close();
    expect(ended).toMatchObject({ exitCode: 1, stderr: '' });
    expect(ended.stdout).not.toMatch(STACK);
  });
});

describe('a run that is killed before its end', () => {
  test.each([
    ['SIGKILL', 'the run was cut off before its end'],
    ['SIGTERM', 'the run was interrupted'],
    ['SIGINT', 'the run was interrupted'],
  ] as const)('by %s does not end with 0, and keeps the verdicts so far', async (signal, reason) => {
    const server = await startServer(({ url }, response) => (url?.includes('status') ? response.end('{}') : undefined));
    const env = { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl };
    const { ended, kill } = startContract([], env);
    await server.receives(2);
    kill(signal);
    const { exitCode, reports } = await ended;
    await server.close();
    expect(exitCode).not.toBe(0);
    const record = readRecord(reports);
    const evaluation = record && evaluate(record);
    expect(evaluation?.exitCode).toBe(3);
    expect(evaluation?.reasons).toContain(reason);
  });
});

describe('the list, the selection and the help', () => {
  test('--list sends nothing and names every case', async () => {
    const server = await startServer((_request, response) => response.end());
    const waiver = '- {operation: GET /others, status: 200, check: headers, reason: x, owner: x, expires: 2999-12-31}';
    const CONTRACT_WAIVERS = join(files({ 'waivers.yaml': waiver }), 'waivers.yaml');
    const ended = await contract(['--list'], { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl, CONTRACT_WAIVERS });
    await server.close();
    expect(server.received).toEqual([]);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toContain('dynamic-secrets/get › 404 › unknown project');
    expect(ended.stdout).toContain('1 waiver was not applied: this contract does not have GET /others');
    expect(ended.stdout).toMatch(/\n\d+ cases\n$/);
  });

  test('--only and --exclude select by operation and status, and deselected operations are shown', async () => {
    const ended = await contract(['--only', 'groups', '--exclude', '500']);
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toContain('6 of 6 provable cells conforming');
    expect(ended.stdout).toMatch(/^deselected: GET .*, GET \/api\/v2\/service-token$/m);
  });

  test('--help lists the options in 80 columns', async () => {
    const ended = await contract(['--help']);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toContain('--require-cells <n>');
    expect(ended.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('the command embedded', () => {
  test('prints a curl line that works, and ends with 0 on SIGTERM', async () => {
    const { ended, kill, onOutput } = startContract(['embedded']);
    const printed = await new Promise<string>((resolve) => onOutput(resolve));
    const [, authorization = '', url = ''] = /authorization: (\S+ \S+)' '(\S+)'/.exec(printed) ?? [];
    const { status } = await fetch(url, { headers: { authorization } });
    kill('SIGTERM');
    expect({ status, ...(await ended) }).toMatchObject({ status: 200, exitCode: 0 });
  });
});

describe('Jest without the command line', () => {
  const PROJECT = ['--selectProjects', 'contract'];
  const jest = (env: Record<string, string>) =>
    start([resolve('node_modules/jest/bin/jest.js'), '--config', resolve('jest.config.ts'), ...PROJECT], env).ended;

  test('ends with 0 if the target conforms', async () => {
    const ended = await jest({});
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toContain('✓ something was proved');
  });

  test('ends with 1 and a failed test if nothing can be proved', async () => {
    const server = await startFaulty(() => undefined);
    const ended = await jest({ CONTRACT_BASE_URL: server.baseUrl });
    await server.close();
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain('✕ something was proved');
  });

  test('ends with 1 and one line if the input is wrong', async () => {
    const ended = await jest({ CONTRACT_BASE_URL: '' });
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain('CONTRACT_BASE_URL is set but empty');
    expect(ended.stderr).not.toMatch(STACK);
  });
});
