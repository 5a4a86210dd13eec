import { join } from 'node:path';
import { readReporting } from '../config/config.ts';
import { readCommandLine } from './command-line.ts';
import type { RunTests } from '../run/session.ts';
import type { Request } from './request.ts';
import { print, printProblem, show } from './printing.ts';
import { terminalOf } from './terminal.ts';

/** Runs a command and returns its exit code. An error is printed in one line. */
export async function main(argv: readonly string[], env: NodeJS.ProcessEnv, runTests: RunTests): Promise<number> {
  try {
    return await run(readCommandLine(argv, env), env, runTests);
  } catch (error) {
    return printProblem(error, env);
  }
}

/** Each command loads only the modules that it needs. */
async function run(request: Request, env: NodeJS.ProcessEnv, runTests: RunTests): Promise<number> {
  switch (request.command) {
    case 'help':
      return print(request.text);
    case 'init': {
      const { init } = await import('./init.ts');
      return init(request, env);
    }
    case 'embedded': {
      const { serveEmbedded } = await import('./embedded.ts');
      return serveEmbedded(request.port, request.empty);
    }
    case 'report': {
      const { rewriteReports } = await import('./reports.ts');
      return rewriteReports({ folder: request.folder, har: request.har, env });
    }
    case 'bootstrap': {
      const { bootstrapTarget } = await import('./bootstrap.ts');
      return bootstrapTarget(request, env);
    }
    case 'local': {
      const { runLocal } = await import('./local.ts');
      return runLocal(request, env, runTests);
    }
    case 'clean': {
      if (request.bootstrap) {
        const { cleanBootstrapped } = await import('./bootstrap.ts');
        return cleanBootstrapped(request, env);
      }
      const { cleanUpAfter } = await import('./clean.ts');
      return cleanUpAfter(request, env);
    }
    case 'merge': {
      const { reportDir, ...required } = readReporting({ env, flags: {}, directory: process.cwd() });
      const { publishMerged } = await import('./reports.ts');
      return publishMerged(request.files, required, { folder: reportDir, har: request.har, env });
    }
    case 'diff': {
      const { diff } = await import('./diff.ts');
      return show(diff(request.files, request.format, terminalOf(env)), request.format, env);
    }
    case 'waive': {
      const { reportDir, waivers } = readReporting({ env, flags: request.flags, directory: process.cwd() });
      const { waiveFindings } = await import('./waive.ts');
      const { readContractJson } = await import('../report/read-json.ts');
      const report = readContractJson(join(reportDir, 'contract.json'));
      return print(waiveFindings(request.ids, request.terms, report, waivers));
    }
    case 'compare': {
      const { compare } = await import('./compare.ts');
      return compare(request, env);
    }
    case 'drift': {
      const { drift } = await import('./drift.ts');
      return drift(request, env);
    }
    case 'import': {
      const { runImport } = await import('./import.ts');
      return runImport(request, env);
    }
    case 'verify': {
      const { verify } = await import('./verify.ts');
      return verify(request, env);
    }
    default: {
      if (request.watch) {
        const { watch } = await import('./watch/watch.ts');
        return watch(() => request, env);
      }
      const { runWithTarget } = await import('./run-with-target.ts');
      return runWithTarget(request, env, runTests);
    }
  }
}
