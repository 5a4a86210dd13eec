import { readFileSync } from 'node:fs';
import { IS_PACKED } from '../../config/packed.ts';
import { PROJECT } from '../../config/project.ts';

/** The script and the style of every page. */
export interface Assets {
  script: string;
  style: string;
}

/** The file of the published package that contains the assets, as JSON. */
export const ASSETS = 'dist/page.json';

let read: Promise<Assets> | undefined;

/** The assets of the page. In a clone they are bundled from the sources. They are made once. */
export const assets = (): Promise<Assets> => (read ??= readAssets());

async function readAssets(): Promise<Assets> {
  if (IS_PACKED) return JSON.parse(readFileSync(PROJECT + ASSETS, 'utf8')) as Assets;
  const { bundledAssets } = await import('./bundle.ts');
  return bundledAssets();
}
