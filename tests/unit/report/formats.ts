import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import pc from 'picocolors';
import { annotations } from '../../../src/report/annotations.ts';
import { consoleReport } from '../../../src/report/console.ts';
import { type ContractJson, contractJsonText } from '../../../src/report/contract-json.ts';
import { ctrf } from '../../../src/report/ctrf.ts';
import { har } from '../../../src/report/har.ts';
import { junit } from '../../../src/report/junit.ts';
import { page } from '../../../src/report/page/page.tsx';
import { summary } from '../../../src/report/summary.ts';
import { files } from '../files.ts';
import { report } from './example.ts';
import { comparison } from './sides/example.ts';
import { wholeApi } from './whole-api.ts';

/** A folder with the document of the example's findings alone, so that files of the checkout change nothing. */
const project = files({ 'specs/groups/get.yaml': '' });

/** Renders a report in every format, by the name of the golden file. */
export const FORMATS: Readonly<Record<string, (report: ContractJson) => string>> = {
  'console.txt': (one) => consoleReport(one, { colors: pc.createColors(false), columns: Infinity }),
  'contract.json': (one) => [...contractJsonText(one)].join(''),
  'contract.html': (one) => [...page(one, { script: '/* script */', style: '/* style */' })].join(''),
  'contract.har': har,
  'junit.xml': junit,
  'ctrf-report.json': ctrf,
  'summary.md': summary,
  'annotations.txt': (one) => annotations(one, { directory: project, workspace: project }),
};

/** The formats of a run of a whole API: the ones that are shortened. */
export const SHORTENED = ['console.txt', 'summary.md', 'annotations.txt'] as const;

/** Width of the terminal of a run of a whole API. */
const COLUMNS = 100;

/** Renders the run of a whole API. */
export const shortened = (name: (typeof SHORTENED)[number]): string =>
  name === 'console.txt'
    ? consoleReport(wholeApi(), { colors: pc.createColors(false), columns: COLUMNS })
    : (FORMATS[name]?.(wholeApi()) ?? '');

/** The formats of a comparison of two servers: those that differ from the formats of a run. */
export const COMPARED = Object.keys(FORMATS).filter((name) => name !== 'contract.har');

/** The path of a golden file. */
export const golden = (name: string): string => `tests/unit/report/golden/${name}`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [name, format] of Object.entries(FORMATS)) writeFileSync(golden(name), format(report));
  for (const name of COMPARED) writeFileSync(golden(`compare.${name}`), FORMATS[name]?.(comparison) ?? '');
  for (const name of SHORTENED) writeFileSync(golden(`whole-api.${name}`), shortened(name));
}
