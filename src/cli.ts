import { runProcess } from './cli/process.ts';

// The command of a clone, whose cases run in Jest. Commands that need no Jest do not load it.
await runProcess(async (session) => (await import('./cli/jest.ts')).runContractTests(session));
