import { startStub } from '../self/servers/stub.ts';
import { realShape } from './real-shape.ts';

/** A process of its own: serves the first operations of the real shape, and tells its base URL. */
const [operations, latencyMs] = process.argv.slice(2).map(Number);
const { baseUrl } = await startStub(realShape(operations), undefined, latencyMs);
process.send?.(baseUrl);
process.once('disconnect', () => process.exit());
