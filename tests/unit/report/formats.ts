import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import pc from 'picocolors';
import { annotations } from '../../../src/report/annotations.ts';
import { consoleReport } from '../../../src/report/console.ts';
import { type ContractJson, contractJsonText } from '../../../src/report/contract-json.ts';
import { har } from '../../../src/report/har.ts';
import { junit } from '../../../src/report/junit.ts';
import { page } from '../../../src/report/page/page.tsx';
import { summary } from '../../../src/report/summary.ts';
import { files } from '../files.ts';
import { report } from './example.ts';

/** A folder with the document of the example's findings alone, so that files of the checkout change nothing. */
const project = files({ 'specs/groups/get.yaml': '' });

/** Renders a report in every format, by the name of the golden file. */
export const FORMATS: Readonly<Record<string, (report: ContractJson) => string>> = {
  'console.txt': (one) => consoleReport(one, { colors: pc.createColors(false), columns: Infinity }),
  'contract.json': (one) => [...contractJsonText(one)].join(''),
  'contract.html': (one) => [...page(one, { script: '/* script */', style: '/* style */' })].join(''),
  'contract.har': har,
  'junit.xml': junit,
  'summary.md': summary,
  'annotations.txt': (one) => annotations(one, { project, workspace: project }),
};

/** The path of a golden file. */
export const golden = (name: string): string => `tests/unit/report/golden/${name}`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [name, format] of Object.entries(FORMATS)) writeFileSync(golden(name), format(report));
}
