#!/usr/bin/env node
import module from 'node:module';

// The command of the published package, whose cases run without Jest: a session sends them by itself. Node.js 22 keeps
// the compiled code in the system's folder for temporary files, which later starts read.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();
const { runProcess } = await import('./cli/process.ts');
await runProcess(async (session) => {
  await session.finish();
});
