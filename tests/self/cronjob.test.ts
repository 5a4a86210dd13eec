import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadAll } from 'js-yaml';
import { OPTIONS } from '../../src/config/options.ts';
import type { ContractJson } from '../../src/report/contract-json.ts';
import { buildImage, type Image } from './image.ts';
import { COORDINATES, temporaryFolder } from './judge.ts';
import { run } from './program.ts';
import { startWithFaultyGroups, type TestServer } from './servers/faulty.ts';

let image: Image;
let server: TestServer;
beforeAll(async () => {
  image = buildImage();
  server = await startWithFaultyGroups();
});
afterAll(() => server.close());

describe('the CronJob', () => {
  interface Variable {
    name: string;
    value?: string;
  }
  interface Manifest {
    kind: string;
    spec: { concurrencyPolicy: string; jobTemplate: { spec: Job } };
  }
  interface Job {
    completions: number;
    template: {
      spec: {
        securityContext: object;
        containers: { command: string[]; env: Variable[]; securityContext: object; workingDir: string }[];
      };
    };
  }
  const manifests = loadAll(readFileSync('ci/cronjob.yaml', 'utf8')) as Manifest[];
  const cronJob = manifests.find(({ kind }) => kind === 'CronJob');
  const job = cronJob?.spec.jobTemplate.spec;
  const pod = job?.template.spec;
  const [container] = pod?.containers ?? [];
  const shards = Number(container?.env.find(({ name }) => name === 'SHARDS')?.value);

  test('runs one pod without rights for each shard, all at the same time', () => {
    expect(cronJob?.spec.concurrencyPolicy).toBe('Forbid');
    expect(job).toMatchObject({
      completionMode: 'Indexed',
      completions: shards,
      parallelism: shards,
      backoffLimit: 0,
      activeDeadlineSeconds: expect.any(Number),
    });
    expect(pod).toMatchObject({
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: Number(image.user.split(':')[0]) },
      containers: [
        {
          workingDir: image.directory,
          envFrom: [{ secretRef: { name: 'infisical-contract' } }],
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    });
  });

  test('sets only variables of the suite and of its script', () => {
    const names = (container?.env ?? [])
      .map(({ name }) => name)
      .filter((name) => !['SHARDS', 'JOB_NAME'].includes(name));
    expect(OPTIONS.map(({ variable }) => variable)).toEqual(expect.arrayContaining(names));
  });

  /** Runs the command of all pods, with the folders of the image in other places, and returns their exit codes. */
  async function night(env: Record<string, string>) {
    const [work, [program = '', ...words]] = [temporaryFolder(), container?.command ?? []];
    mkdirSync(join(work, 'runs/last-week'), { recursive: true });
    const script = words.map((word) => word.replaceAll('/opt/', `${image.root}/opt/`).replaceAll('/work/', `${work}/`));
    const pods = Array.from({ length: shards }, (_, index) =>
      run(
        program,
        script,
        {
          ...COORDINATES,
          SHARDS: String(shards),
          JOB_NAME: 'night',
          JOB_COMPLETION_INDEX: String(index),
          CONTRACT_BASE_URL: server.baseUrl,
          ...env,
        },
        work,
      ),
    );
    const path = join(work, 'runs/night/contract.json');
    const codes = (await Promise.all(pods)).map(({ exitCode }) => exitCode);
    return {
      codes,
      report: existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as ContractJson) : undefined,
      work,
    };
  }

  test('merges the shards, and only the first pod has the exit code of the run', async () => {
    const { codes, report, work } = await night({ CONTRACT_CASES: 'fixture,derived' });
    expect(codes).toEqual([1, 0, 0, 0]);
    expect(report).toMatchObject({ outcome: 'deviating', shard: null });
    expect(new Set(report?.cases.map(({ operation }) => operation)).size).toBeGreaterThan(shards);
    expect(existsSync(join(work, 'runs/last-week'))).toBe(true);
  });

  test.each([
    [
      'the server cannot be reached',
      { CONTRACT_BASE_URL: 'http://127.0.0.1:9', CONTRACT_PATIENCE_SECONDS: '1' },
      [3, 0, 0, 0],
    ],
    ['the waivers are missing', { CONTRACT_WAIVERS: 'none.yaml' }, [2, 2, 2, 2]],
  ])('fails if %s', async (_, env, expected) => {
    expect((await night(env)).codes).toEqual(expected);
  });
});
