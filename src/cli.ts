import { main } from './cli/main.ts';
import { lineOf } from './cli/unexpected.ts';

// No stack is ever shown, and mapping the ones that libraries collect costs a tenth of a long run.
process.setSourceMapsEnabled(false);

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

const exitCode = await main(process.argv.slice(2), process.env);
// What a full pipe has not taken yet would be lost.
process.stdout.write('', () => process.exit(exitCode));
