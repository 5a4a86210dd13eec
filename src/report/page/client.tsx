import { hydrate } from 'preact';
import type { ContractJson } from '../contract-json.ts';
import { App } from './app.tsx';
import { createComplete } from './details.ts';

/** The script of the page, which hydrates the rendered markup. */
const data = document.getElementById('report')?.textContent ?? '';
const root = document.getElementById('app');
if (root !== null) {
  const report = JSON.parse(data) as ContractJson;
  hydrate(<App report={report} complete={createComplete(report.cases)} />, root);
}
