import { ownWords, phrase, type Phrase } from '../../client/phrase.ts';
import type { Violation } from '../finding.ts';
import type { CheckResult } from '../finding.ts';
import { toViolation } from './violations.ts';
import { type Batches, createBatches } from './batches.ts';
import {
  type Find,
  finder,
  InvalidSchema,
  isBare,
  isOverflow,
  type JudgeInput,
  LARGE,
  preparing,
  rewritten,
  type Version,
} from './finder.ts';
import type { Reading, Rewritten } from './rewriter.ts';
import { fromHeader } from './header-value.ts';

/** A schema and its pointer below the operation. */
export interface Declared {
  schema: unknown;
  pointer: string;
}

/** Judges values against the schemas of a contract. */
export interface Validators {
  /** @param notes receives observations that are not findings */
  judge(declared: Declared, version: Version, judged: JudgeInput, notes: Phrase[]): CheckResult;
  /** True if judging a small value by a schema may be slow, or if the schema is not compiled yet. */
  mayTakeLong(schema: unknown, version: Version): boolean;
  judgeHeader(name: string, declared: Declared, version: Version, text: string, notes: Phrase[]): CheckResult;
}

interface Compiled {
  lenient: Find;
  /** Only if the schema is ambiguous. */
  strict: Find | undefined;
  doubts: string[];
  unknownFormats: string[];
  mayTakeLong: boolean;
}

/**
 * Creates validators, one per distinct schema. Each is compiled when it is first needed.
 *
 * @param upcoming schemas that may be needed later, which are compiled in the same batches
 */
export function createValidators(upcoming: Iterable<{ schema: unknown; version: Version }> = []): Validators {
  const byNode = { '3.0': new WeakMap<object, Compiled>(), '3.1': new WeakMap<object, Compiled>() };
  const byText = new Map<string, Compiled>();
  const rest = upcoming[Symbol.iterator]();
  const batches = createBatches(() => {
    const next = rest.next();
    if (next.done !== true) ahead(next.value.schema, next.value.version);
    return next.done !== true;
  });
  const compiled = (schema: unknown, version: Version): Compiled => {
    const key = typeof schema === 'object' && schema !== null ? schema : undefined;
    const known = key && byNode[version].get(key);
    if (known !== undefined) return known;
    const fresh = preparing(() => compile(schema, version, byText, batches));
    if (key !== undefined) byNode[version].set(key, fresh);
    return fresh;
  };
  /** Compiles a schema in advance. Its error is reported when a body is judged by it. */
  const ahead = (schema: unknown, version: Version): void => {
    try {
      compiled(schema, version);
    } catch (error) {
      if (!(error instanceof InvalidSchema)) throw error;
    }
  };
  const violations = (found: ReturnType<Find>, value: unknown, pointer: string): Violation[] =>
    found.map(({ error, origin }) => toViolation(error, value, pointer + origin));

  const result: Validators['judge'] = ({ schema, pointer }, version, judged, notes) => {
    const { lenient, strict, doubts, unknownFormats } = compiled(schema, version);
    for (const format of unknownFormats) notes.push(phrase`format ${format} is not judged`);
    if (judged.length >= LARGE) notes.push(phrase`only the first finding is reported, because the body is large`);
    const found = lenient(judged);
    if (strict !== undefined && (strict(judged).length === 0) !== (found.length === 0)) {
      return { notJudged: phrase`the contract is ambiguous: ${doubts.join('; ')}` };
    }
    return violations(found, judged.value, pointer);
  };

  const judge: Validators['judge'] = (declared, version, judged, notes) => {
    try {
      return result(declared, version, judged, notes);
    } catch (error) {
      if (error instanceof InvalidSchema) return { notJudged: ownWords(error.message) };
      if (isOverflow(error)) return { notJudged: phrase`the body is nested too deeply to be judged` };
      throw error;
    }
  };

  return {
    judge,
    mayTakeLong: (schema, version) =>
      typeof schema === 'object' && schema !== null && (byNode[version].get(schema)?.mayTakeLong ?? true),
    judgeHeader(name, { schema, pointer }, version, text, notes) {
      const value = fromHeader(schema, text);
      const judged = { value, numbers: new Map<string, string>(), length: text.length };
      const result = judge({ schema, pointer: `${pointer}/schema` }, version, judged, notes);
      if ('notJudged' in result) return result;
      return result.map((violation) => ({
        ...violation,
        pointer: '',
        message: phrase`header ${name}: expected ${violation.expected}`,
      }));
    },
  };
}

function compile(schema: unknown, version: Version, byText: Map<string, Compiled>, batches: Batches): Compiled {
  const result = rewritten(schema, version, 'lenient', 'doubles');
  const { doubts, unknownFormats, patterns, components, mayTakeLong } = result;
  const text = JSON.stringify([version, result.schema, components, Object.values(patterns).map(String), doubts]);
  const known = byText.get(text);
  if (known !== undefined) return known;
  if (isBare(result, version)) batches.add(result);
  const finds = (reading: Reading, plain: Rewritten) => finder(schema, version, reading, plain, batches);
  const fresh: Compiled = {
    lenient: finds('lenient', result),
    strict: doubts.length > 0 ? finds('strict', rewritten(schema, version, 'strict', 'doubles')) : undefined,
    doubts: [...new Set(doubts)],
    unknownFormats,
    mayTakeLong,
  };
  byText.set(text, fresh);
  return fresh;
}
