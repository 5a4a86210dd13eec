import { connect } from '../../src/run/connection.ts';
import { configure, prepare } from '../../src/run/prepare.ts';

/** A process of its own: prepares a run by the document that a server serves, and tells what that took. */
const [baseUrl = ''] = process.argv.slice(2);
const env = { CONTRACT_BASE_URL: baseUrl, CONTRACT_SPEC: 'served' };
const config = configure({ env, flags: {}, directory: '.' });
const connection = await connect(config);
const { cases } = await prepare(config, connection, { only: [], exclude: [] });
const peakMib = Math.round(process.resourceUsage().maxRSS / 1024);
process.send?.({ cases: cases.length, ms: Math.round(performance.now()), peakMib });
await connection.close();
process.disconnect();
