import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Option, OPTIONS } from '../../src/config/options.ts';
import { envText } from '../../src/init/env-text.ts';
import { DIFFERENCE_KINDS, REFEREES, SAME_RESPONSE } from '../../src/record/sides.ts';
import { CHECKS } from '../../src/verdict/checks/index.ts';

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
const read = (path: string) => readFileSync(path, 'utf8');

/** The steps of the pipeline, in order. A folder imports only from itself and from steps before it. */
const STEPS = [
  'problem.ts',
  'config',
  'contract',
  'drift',
  'cases',
  'lifecycles',
  'client',
  'verdict',
  'waivers',
  'target',
  'bootstrap',
  'record',
  'traffic',
  'run',
  'compare',
  'report',
  'import',
  'init',
  'matcher',
  'cli',
  'action',
  'cli.ts',
  'packed.ts',
];

const imports = sources.flatMap((name) =>
  [...read(join('src', name)).matchAll(/from '([^']+)'|import\('([^']+)'\)/g)].map(([, a, b]) => ({
    name,
    from: a ?? b ?? '',
  })),
);
const step = (path: string) => path.split('/')[0] ?? '';
const within = ({ name, from }: { name: string; from: string }) => relative('src', join('src', name, '..', from));

describe('the import rules', () => {
  test('a folder imports only from the steps before it', () => {
    const broken = imports
      .filter(({ from }) => from.startsWith('.'))
      .filter(({ name, from }) => step(name) !== 'embedded' && !within({ name, from }).startsWith('..'))
      .filter(({ name, from }) => step(within({ name, from })) !== 'embedded')
      .filter(({ name, from }) => STEPS.indexOf(step(within({ name, from }))) > STEPS.indexOf(step(name)));
    expect(broken).toEqual([]);
    expect(imports.length).toBeGreaterThan(100);
  });

  test('no imports are circular', () => {
    const graph = new Map(sources.map((name) => [name, new Set<string>()]));
    for (const { name, from } of imports.filter((each) => each.from.startsWith('.'))) {
      const target = within({ name, from });
      if (graph.has(target)) graph.get(name)?.add(target);
    }
    // A file without imports, or that no file imports, is not part of a cycle.
    for (let free = [...graph.keys()]; free.length > 0;) {
      const imported = new Set([...graph.values()].flatMap((targets) => [...targets]));
      free = [...graph]
        .filter(([name, targets]) => !imported.has(name) || ![...targets].some((one) => graph.has(one)))
        .map(([name]) => name);
      for (const name of free) graph.delete(name);
    }
    expect([...graph.keys()]).toEqual([]);
  });

  test('report/ does not import run/', () => {
    const broken = imports.filter(
      ({ name, from }) => step(name) === 'report' && step(within({ name, from })) === 'run',
    );
    expect(broken).toEqual([]);
  });

  test('every folder is a step', () => {
    expect([...new Set(sources.map(step))].sort()).toEqual([...STEPS, 'embedded'].sort());
  });

  test('the embedded target imports only fastify and Node.js modules', () => {
    const own = imports.filter(({ name }) => step(name) === 'embedded');
    expect(own.filter(({ name, from }) => from.startsWith('.') && step(within({ name, from })) !== 'embedded')).toEqual(
      [],
    );
    const libraries = own.map(({ from }) => from).filter((from) => !from.startsWith('.') && !from.startsWith('node:'));
    expect([...new Set(libraries)]).toEqual(['fastify']);
  });

  test.each([
    ['got', 'client'],
    ['fast-check', 'cases'],
    ['@apidevtools/swagger-parser', 'contract'],
    ['openapi-response-validator', 'verdict'],
    ['dotenv', 'config'],
    ['preact/hooks', 'report'],
    ['fast-xml-builder', 'report'],
    ['mdast-util-to-markdown', 'report'],
    ['@jest/core', 'cli'],
  ])('%s is imported only by %s/', (library, folder) => {
    const importers = imports.filter(({ from }) => from === library).map(({ name }) => step(name));
    expect([...new Set(importers)]).toEqual([folder]);
  });
});

test('the benchmark imports nothing of Jest, which would not start outside of it', () => {
  const open = ['tests/bench/bench.ts'];
  const seen = new Set<string>();
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const imported = [...read(path).matchAll(/^import (?!type ).*? from '([^']+)'/gms)].map(([, from = '']) => from);
    expect([path, imported.filter((from) => from.startsWith('@jest/'))]).toEqual([path, []]);
    for (const from of imported.filter((each) => each.startsWith('.'))) open.push(join(path, '..', from));
  }
  expect(seen.size).toBeGreaterThan(50);
});

describe('the docs', () => {
  const PAGES = [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    ...readdirSync('docs')
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];
  const cellsOf = (line: string) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim());
  const rows = (page: string, heading: string) =>
    (read(page).split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '')
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
      .slice(1)
      .map(cellsOf);

  test('list every option with its default and meaning', () => {
    const options = (OPTIONS as readonly Option[]).map(({ variable, flag, default: value, meaning }) => [
      `\`${variable}\`${flag === undefined ? '' : `, \`--${flag}\``}`,
      value === undefined ? '' : `\`${value}\``,
      meaning,
    ]);
    expect(rows('docs/configuration.md', 'Options')).toEqual(options);
  });

  test('have an entry for every check, with the text of `catches`', () => {
    const entries = read('docs/checks.md')
      .split('\n## ')
      .slice(1)
      .map((entry) => /^(\S+)\n\nCatches ([^]*?)\.\n\n/.exec(entry)?.slice(1))
      .map(([id, catches] = []) => [id, catches?.replaceAll('\n', ' ')]);
    // A comparison has one more, which judges no response alone.
    expect(entries).toEqual([...CHECKS.map(({ id, catches }) => [id, catches]), [SAME_RESPONSE, expect.any(String)]]);
  });

  test('list every class and kind of difference, and every field of a comparison', () => {
    const page = read('docs/compare.md');
    const [classes, kinds] = [REFEREES, DIFFERENCE_KINDS].map((all) =>
      all.filter((each) => !page.includes(`| \`${each}\``)),
    );
    expect({ classes, kinds }).toEqual({ classes: [], kinds: [] });
    const { sides } = (JSON.parse(read('contract.schema.json')) as { properties: { sides: { required: string[] } } })
      .properties;
    const fields = rows('docs/compare.md', 'Reading the report').map((row) => row.join(' '));
    expect(sides.required.filter((field) => !fields.some((row) => row.includes(`\`${field}\``)))).toEqual([]);
  });

  test('show a check as it is', () => {
    expect(read('CONTRIBUTING.md')).toContain(`\`\`\`ts\n${read('src/verdict/checks/body-absent.ts')}\`\`\``);
  });

  test('list every exit code', () => {
    expect(rows('README.md', 'Exit codes').map(([code]) => code)).toEqual(['0', '1', '2', '3']);
  });

  test.each(PAGES)('%s links only to files and headings that exist', (page) => {
    const links = [...read(page).matchAll(/\]\((?!http)([^)]+)\)/g)].map(([, link = '']) => link.split('#'));
    for (const [path = '', anchor] of links) {
      const target = path === '' ? page : join(page, '..', path);
      expect([target, existsSync(target)]).toEqual([target, true]);
      if (anchor !== undefined) expect(headings(target)).toContain(anchor);
    }
  });

  const headings = (page: string) =>
    [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
      text
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );

  test.each(PAGES)('%s has no table cell over 120 characters', (page) => {
    const cells = read(page)
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .flatMap(cellsOf);
    expect(cells.filter((cell) => cell.length > 120)).toEqual([]);
  });

  test('the README is short', () => {
    expect(read('README.md').split('\n').length).toBeLessThan(145);
  });
});

test('.env.example is the file that `init` writes, with every option except CONTRACT_TARGET', () => {
  const text = read('.env.example');
  expect(text).toBe(envText('staging'));
  const named = [...text.matchAll(/^#? ?(CONTRACT_[A-Z_]+)=/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual(
    OPTIONS.map(({ variable }) => variable)
      .filter((name) => name !== 'CONTRACT_TARGET')
      .sort(),
  );
});
