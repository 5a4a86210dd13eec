#!/usr/bin/env node
import { runProcess } from './cli/process.ts';

// The command of the published package, whose cases run without Jest: a session sends them by itself.
await runProcess(async (session) => {
  await session.finish();
});
