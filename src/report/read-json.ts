import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../client/error-code.ts';
import { checkerOf, type Input, inputProblem } from '../config/input.ts';
import { parseSource } from '../contract/source.ts';
import { Problem } from '../problem.ts';
import { contradictionIn } from './consistency.ts';
import type { ContractJson } from './contract-json.ts';
import { type Earlier, upToDate } from './earlier.ts';
import { recomputed } from './recompute.ts';

const AGAIN = 'Name a contract.json as a run wrote it, or run again';

/** Longest text of which lines are looked up, in UTF-16 code units: reading it once more for them is slow. */
const LONGEST_WITH_LINES = 2 ** 20;

const check = checkerOf(
  { code: 'report-file', whole: 'the file', fix: AGAIN },
  () => JSON.parse(readFileSync(new URL('../../contract.schema.json', import.meta.url), 'utf8')) as object,
);

/**
 * Reads a contract.json, or the one in a folder of reports. It is held to contract.schema.json, and all that follows from
 * its cases is worked out anew.
 *
 * @throws Problem `report-file` where it is not one, or states something against itself
 */
export function readContractJson(given: string): ContractJson {
  const isFolder = existsSync(given) && statSync(given).isDirectory();
  const path = isFolder ? join(given, 'contract.json') : given;
  const input = inputFrom(path);
  check(input);
  const report = upToDate(input.value as Earlier);
  const whole = recomputed(report);
  const contradiction = contradictionIn(report, whole);
  if (contradiction === undefined) return whole;
  throw inputProblem(input, 'report-file', contradiction.pointer, contradiction.message, AGAIN);
}

function inputFrom(name: string): Input {
  const problem = (message: string, fix = AGAIN) => new Problem({ code: 'report-file', message, where: name, fix });
  if (!existsSync(name)) throw problem('there is no such file', 'Name a contract.json that a run wrote');
  let text: string;
  try {
    text = readFileSync(name, 'utf8');
  } catch (error) {
    throw problem(`cannot be read (${errorCode(error)})`);
  }
  try {
    return { name, value: JSON.parse(text), lineAt: linesOf(name, text) };
  } catch {
    throw problem('is not JSON', 'Name the contract.json of a run, not another of its reports');
  }
}

/** Lines of a text; none of one that YAML, by which they are found, cannot read as JSON can. */
function linesOf(name: string, text: string): Input['lineAt'] {
  return (pointer) => {
    if (text.length > LONGEST_WITH_LINES) return undefined;
    try {
      return parseSource(name, text).lineAt(pointer);
    } catch {
      return undefined;
    }
  };
}
