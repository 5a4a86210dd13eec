import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { type EmbeddedTarget, startEmbedded } from '../../../src/embedded/server.ts';
import { readContractJson } from '../../../src/report/read-json.ts';
import { files } from '../../unit/files.ts';
import { CLI } from '../command.ts';
import { COORDINATES, temporaryFolder } from '../judge.ts';
import { run } from '../program.ts';
import type { TestServer } from '../servers/faulty.ts';
import { startMirror } from '../servers/mirror.ts';
import type { Step } from '../steps.ts';

const PAGE = readFileSync('docs/compare.md', 'utf8');

/** The commands of a section of the page, in its blocks. */
const blocksOf = (heading: string): string[] => {
  const section = PAGE.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/```sh\n([^]*?)```/g)].map(([, text = '']) => text);
};

/** `npm run contract -- <words>` of a clone, in the folder of the reader. */
const NPM = `#!/bin/sh
shift 3
exec ${process.execPath} ${CLI.join(' ')} "$@"
`;

/** A `docker` that writes its arguments to a file. */
const DOCKER = '#!/bin/sh\necho "$*" >> "$DOCKER_LOG"\n';

/** The usual cases of a comparison. */
const ALL = '';

/** Cases of a comparison of two disposable servers. */
const WRITES = 'fixture,lifecycle';

let bin: string;
let folder: string;
beforeEach(() => {
  bin = files({ npm: NPM, docker: DOCKER });
  for (const name of ['npm', 'docker']) chmodSync(join(bin, name), 0o755);
  folder = temporaryFolder();
});

/** Runs a block as it is copied, with other hosts, and with few cases. */
const copied = (block: string, hosts: Record<string, string>, cases = 'fixture') => {
  const text = Object.entries(hosts).reduce((before, [from, to]) => before.replaceAll(from, to), block);
  const env = {
    PATH: `${bin}:${process.env.PATH ?? ''}`,
    DOCKER_LOG: join(bin, 'log'),
    ...(cases !== ALL && { CONTRACT_CASES: cases }),
  };
  return run('bash', ['-e', '-c', text], env, folder);
};

const hostOf = ({ baseUrl }: { baseUrl: string }): string => new URL(baseUrl).host;
const sides = () => readContractJson(join(folder, 'reports')).sides;

describe('a recipe for two servers over the same data', () => {
  let a: EmbeddedTarget;
  let b: TestServer;
  beforeEach(async () => {
    a = await startEmbedded(0, 'bootstrap');
    b = await startMirror(a.baseUrl);
  });
  afterEach(() => Promise.all([a.close(), b.close()]));

  test('before an upgrade works as it is copied, with the commands of upgrade.yml', async () => {
    const [block = ''] = blocksOf('Before an upgrade');
    const ended = await copied(block, { 'localhost:8081': hostOf(a), 'localhost:8082': hostOf(b) }, ALL);
    expect(sides()).toMatchObject({ values: false, differences: [], a: { target: { name: 'a' } } });
    expect(ended).toMatchObject({ exitCode: 0, stderr: expect.not.stringMatching(/error|warning/) });
    expect(sides()?.b.requests.POST).toBeGreaterThan(100);
    const { jobs } = load(readFileSync('.github/workflows/upgrade.yml', 'utf8')) as {
      jobs: { compare: { steps: Step[] } };
    };
    const lines = jobs.compare.steps.flatMap(({ run: text = '' }) => text.split('\n'));
    const ofWorkflow = lines.filter((line) => /^docker compose (?!logs)|^sed/.test(line.trim()));
    const ofPage = [...block.matchAll(/(?<=^|; )(docker compose (?!down)|sed ).*?(?=\)?$)/gm)].map(([line]) => line);
    expect(ofPage).toEqual(ofWorkflow);
    const compared = jobs.compare.steps.map(({ with: inputs }) => String(inputs?.arguments ?? '')).filter(Boolean);
    // The workflow writes nothing.
    const commands = [...block.matchAll(/npm run contract -- (.*)/g)].map(([, words]) => words);
    expect(commands.slice(0, -1)).toEqual(compared);
  });

  test('for a rewrite works as it is copied, without and with life cycles', async () => {
    const [reads = '', writes = ''] = blocksOf('A rewrite');
    const hosts = { 'localhost:8080': hostOf(a), 'localhost:8090': hostOf(b) };
    const withReads = await copied(reads, hosts);
    expect(sides()).toMatchObject({ values: true, differences: [], a: { disposable: null } });
    const withWrites = await copied(writes, hosts, WRITES);
    expect(sides()).toMatchObject({ values: false, differences: [], b: { disposable: hostOf(b), leftovers: [] } });
    expect([withReads.exitCode, withWrites.exitCode]).toEqual([0, 0]);
  });
});

test('the recipe for two regions works as it is copied, once both files are filled in', async () => {
  const [eu, us] = [await startEmbedded(0), await startEmbedded(0)];
  const hosts = { 'https://eu.example.com': eu.baseUrl, 'https://us.example.com': us.baseUrl };
  const [init = '', compare = ''] = blocksOf('Two regions');
  expect(await copied(init, hosts)).toMatchObject({ exitCode: 0 });
  const values = Object.entries(COORDINATES).map(([name, value]) => `${name}='${value}'\n`);
  for (const name of ['eu', 'us']) appendFileSync(join(folder, `.env.${name}`), values.join(''));
  const ended = await copied(compare, hosts);
  await Promise.all([eu.close(), us.close()]);
  expect(ended).toMatchObject({ exitCode: 0 });
  expect(sides()).toMatchObject({ values: false, differences: [], a: { target: { name: 'eu' }, disposable: null } });
});

test('the command that reads the report lists the differences that fail', () => {
  const [block = ''] = blocksOf('Reading the report');
  const difference = { referee: 'regression', kind: 'status', pointer: '', message: 'status 404 instead of 200' };
  const report = {
    sides: {
      differences: [
        { ...difference, fails: true },
        { ...difference, fails: false },
      ],
    },
  };
  const text = execFileSync('bash', ['-c', block], {
    cwd: files({ 'reports/contract.json': JSON.stringify(report) }),
    encoding: 'utf8',
  });
  expect(text).toBe('regression\tstatus\t\tstatus 404 instead of 200\n');
});
