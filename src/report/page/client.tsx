import { hydrate } from 'preact';
import type { ContractJson } from '../contract-json.ts';
import { App } from './app.tsx';

/** What runs in the browser: the page that was rendered comes to life. */
const data = document.getElementById('report')?.textContent ?? '';
const root = document.getElementById('app');
if (root !== null) hydrate(<App report={JSON.parse(data) as ContractJson} />, root);
