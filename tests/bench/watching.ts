import { startContract } from '../self/command.ts';
import { COORDINATES } from '../self/judge.ts';
import { edit, ownFolder, startWatch, VERDICT, WAITING } from '../self/watching.ts';

/** Changes before the measured ones, in which V8 compiles what runs often. */
const WARM_UP = 10;
const MEASURED = 25;

/** Prints the time from the change of a file to the verdict on one operation of a local server. */
export async function watching(): Promise<void> {
  const server = startContract(['embedded']);
  const printed = await new Promise<string>((resolve) => server.onOutput(resolve));
  const baseUrl = /http:\/\/\S+?(?=;)/.exec(printed)?.[0] ?? '';
  const env = { ...COORDINATES, CONTRACT_BASE_URL: baseUrl };
  const { until, folder, stdin, ended } = startWatch(['--only', 'GET /api/v1/groups'], env, ownFolder());
  await until(WAITING);
  const median = async (name: string): Promise<number> => {
    const times: number[] = [];
    for (let round = 0; round < WARM_UP + MEASURED; round++) {
      const start = performance.now();
      edit(folder, name, (text) => `${text}# ${round}\n`);
      await until(VERDICT);
      times.push(performance.now() - start);
    }
    return Math.round(times.slice(WARM_UP).sort((a, b) => a - b)[Math.floor(MEASURED / 2)] ?? NaN);
  };
  const [spec, fixture] = [await median('specs/groups/get.yaml'), await median('fixtures/groups/get.yaml')];
  stdin.write('q\n');
  await ended;
  server.kill('SIGTERM');
  await server.ended;
  process.stdout.write(
    `from the change of a document to the verdict on its operation in ${spec} ms, of a fixture in ${fixture} ms\n`,
  );
}
