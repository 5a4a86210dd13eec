import { fileURLToPath } from 'node:url';
import { runCLI } from '@jest/core';
import jestConfig from '../../jest.config.ts';
import { Problem } from '../problem.ts';
import { handOver } from '../run/handover.ts';
import type { Session } from '../run/session.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs the Jest project `contract` for a session, in this process and without Jest's reporters: a failed test is a
 * deviation, which is already recorded.
 *
 * @throws Problem `internal` if Jest could not run the tests
 */
export async function runContractTests(session: Session): Promise<void> {
  const projects = (jestConfig.projects ?? []).filter(
    (project) => typeof project !== 'string' && project.displayName === 'contract',
  );
  // The caller closes the session.
  handOver({ ...session, close: () => Promise.resolve() });
  try {
    const { results } = await runCLI(
      {
        _: [],
        $0: 'contract',
        config: JSON.stringify({
          ...jestConfig,
          rootDir: ROOT,
          projects: projects.map((each) => Object.assign({}, each, { rootDir: ROOT })),
        }),
        reporters: [],
        runInBand: true,
        watchman: false,
      },
      [ROOT],
    );
    if (results.numRuntimeErrorTestSuites === 0 && results.numTotalTests > 0) return;
  } finally {
    handOver(undefined);
  }
  throw new Problem({
    code: 'internal',
    message: 'Jest could not run the contract tests',
    where: 'tests/contract',
    fix: 'Run npx jest --selectProjects contract to see the error',
  });
}
