import { main } from './cli/main.ts';
import { lineOf } from './cli/unexpected.ts';

const give = (error: unknown): never => {
  process.stderr.write(`${lineOf(error)}\n`);
  process.exit(2);
};
process.on('uncaughtException', give);
process.on('unhandledRejection', give);
process.stdout.on('error', () => undefined);

process.exit(await main(process.argv.slice(2), process.env));
