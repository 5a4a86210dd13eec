import { startStub } from '../self/servers/stub.ts';
import { realShape } from './real-shape.ts';

/** As a child process: serves the first operations of the real shape and sends its base URL to the parent. */
const [operations, latencyMs] = process.argv.slice(2).map(Number);
const { baseUrl } = await startStub(realShape(operations), undefined, latencyMs);
process.send?.(baseUrl);
process.once('disconnect', () => process.exit());
