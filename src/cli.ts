import { setFlagsFromString } from 'node:v8';
import { main } from './cli/main.ts';
import { lineOf } from './cli/unexpected.ts';

// No stack is ever shown, and mapping the ones that libraries collect costs a tenth of a long run.
process.setSourceMapsEnabled(false);

// V8 lets garbage grow to several times what is in use before it collects it, and a long run makes much of it.
setFlagsFromString('--heap-growing-percent=15');

const give = (error: unknown): never => {
  process.stderr.write(`${lineOf(error)}\n`);
  process.exit(2);
};
process.on('uncaughtException', give);
process.on('unhandledRejection', give);
// Node ends with 13 where it has nothing left to wait for: then nothing was proved.
process.on('exit', (code) => {
  if (code === 13) give(new Error('the run stopped by itself'));
});
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
// Beyond the limit on the size of a file (ulimit -f) a write then fails, as on a full disk, and the process goes on.
process.on('SIGXFSZ', () => undefined);

const exitCode = await main(process.argv.slice(2), process.env);
// What a full pipe has not taken yet would be lost.
process.stdout.write('', () => process.exit(exitCode));
