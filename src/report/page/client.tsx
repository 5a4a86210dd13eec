import { hydrate } from 'preact';
import type { ContractJson } from '../contract-json.ts';
import { App } from './app.tsx';

/** The script of the page, which hydrates the rendered markup. */
const data = document.getElementById('report')?.textContent ?? '';
const root = document.getElementById('app');
if (root !== null) hydrate(<App report={JSON.parse(data) as ContractJson} />, root);
