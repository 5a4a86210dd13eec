import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { valueAt } from '../../../src/contract/pointer.ts';
import { files } from '../files.ts';
import { readContractJson } from '../../../src/report/read-json.ts';
import { recomputed } from '../../../src/report/recompute.ts';
import { report } from './example.ts';

interface Schema {
  $ref?: string;
  description?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  items?: Schema;
}

const schema = JSON.parse(readFileSync('contract.schema.json', 'utf8')) as Schema;

/** A part of the schema, references resolved. */
const followed = ({ $ref, ...own }: Schema): Schema =>
  $ref === undefined ? own : { ...followed(valueAt(schema, $ref.slice(1)) as Schema), ...own };

/** Every property and every enum value of the schema, by its path. */
function documented(part: Schema, path = ''): string[] {
  const { properties = {}, items, enum: values = [] } = followed(part);
  return [
    ...values.map((value) => `${path} = ${JSON.stringify(value)}`),
    ...(items === undefined ? [] : documented(items, path)),
    ...Object.entries(properties).flatMap(([name, each]) => [
      `${path}/${name}`,
      ...documented(each, `${path}/${name}`),
    ]),
  ];
}

/** The same paths of the type. Values of string records have no fixed names, and shapes of bodies are not described. */
function typed(checker: ts.TypeChecker, type: ts.Type, path = ''): string[] {
  const parts = (type.isUnion() ? type.types : [type]).filter((one) => (one.flags & ts.TypeFlags.Null) === 0);
  return parts.flatMap((one) => {
    if (one.isLiteral()) return [`${path} = ${JSON.stringify(one.value)}`];
    if ((one.flags & ts.TypeFlags.Object) === 0 || path.endsWith('/body')) return [];
    if (checker.isArrayType(one) || checker.isTupleType(one)) {
      const [item] = checker.getTypeArguments(one as ts.TypeReference);
      return item === undefined ? [] : typed(checker, item, path);
    }
    return checker
      .getPropertiesOfType(one)
      .flatMap((property) => [
        `${path}/${property.name}`,
        ...typed(checker, checker.getTypeOfSymbol(property), `${path}/${property.name}`),
      ]);
  });
}

describe('contract.schema.json', () => {
  test('has exactly the properties and enum values of the type', () => {
    const file = 'src/report/contract-json.ts';
    const program = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      types: [],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      lib: ['lib.es2023.d.ts'],
    });
    const checker = program.getTypeChecker();
    const statements = [...(program.getSourceFile(file)?.statements ?? [])];
    const declared = statements.filter(ts.isInterfaceDeclaration).filter(({ name }) => name.text === 'ContractJson');
    const names = declared.flatMap((one) => typed(checker, checker.getTypeAtLocation(one)));
    // The schema lists the three exit codes of a run; the type is a number.
    const codes = [0, 1, 3].map((code) => `/exitCode = ${code}`);
    expect([...new Set([...names, ...codes])].sort()).toEqual([...new Set(documented(schema))].sort());
  });

  test('describes every property', () => {
    const bare = (part: Schema, path = ''): string[] =>
      Object.entries(part.properties ?? {}).flatMap(([name, each]) => {
        const whole = followed(each);
        const own = whole.description === undefined ? [`${path}/${name}`] : [];
        return [...own, ...bare(whole, `${path}/${name}`), ...bare(followed(whole.items ?? {}), `${path}/${name}`)];
      });
    expect(bare(schema)).toEqual([]);
  });

  test('accepts the example', () => {
    const validate = new Ajv({ allowUnionTypes: true, strict: true }).compile(schema);
    expect([validate(report), validate.errors]).toEqual([true, null]);
  });
});

describe('a report that is read back', () => {
  const read = (value: unknown) => readContractJson(files({ 'contract.json': JSON.stringify(value) }));

  test('is unchanged', () => {
    expect(read(report)).toEqual(report);
    expect(JSON.stringify(recomputed(report))).toBe(JSON.stringify(report));
  });

  test('may be of a version that did not record outages', () => {
    const { outages: _, ...older } = report;
    expect(read(older)).toEqual(older);
  });
});
