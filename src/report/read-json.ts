import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkerOf, type Input, inputProblem } from '../config/input.ts';
import { PROJECT } from '../config/project.ts';
import { NO_FILE, readInput } from '../config/read-input.ts';
import { parseSource } from '../contract/source.ts';
import { Problem } from '../problem.ts';
import { jsonDetails } from '../verdict/json.ts';
import { contradictionIn } from './consistency.ts';
import type { ContractJson } from './contract-json.ts';
import { recomputed } from './recompute.ts';

const AGAIN = 'Specify an unmodified contract.json, or repeat the run';

/** Longest text, in UTF-16 code units, for which line numbers are determined, because that parses it again. */
const LONGEST_WITH_LINES = 2 ** 20;

const check = checkerOf(
  { code: 'report-file', whole: 'the file', fix: AGAIN },
  () => JSON.parse(readFileSync(`${PROJECT}contract.schema.json`, 'utf8')) as object,
);

/** The path of a contract.json, or of the one in a folder of reports. */
export const contractJsonPath = (given: string): string =>
  existsSync(given) && statSync(given).isDirectory() ? join(given, 'contract.json') : given;

/**
 * Reads a contract.json, or the one in a folder of reports. It is validated by contract.schema.json, and everything
 * that follows from its cases is recomputed.
 *
 * @throws Problem `report-file` if it is not a report, or contradicts itself
 */
export function readContractJson(given: string): ContractJson {
  const input = inputFrom(contractJsonPath(given));
  check(input);
  const report = input.value as ContractJson;
  const whole = recomputed(report);
  const contradiction = contradictionIn(report, whole);
  if (contradiction === undefined) return whole;
  throw inputProblem(input, 'report-file', contradiction.pointer, contradiction.message, AGAIN);
}

function inputFrom(name: string): Input {
  const problem = (message: string, fix = AGAIN) => new Problem({ code: 'report-file', message, where: name, fix });
  const input = readInput(name);
  if ('error' in input) {
    const message = input.error === NO_FILE ? 'the file does not exist' : `is ${input.error}, not a report`;
    throw problem(message, 'Specify a contract.json that a run wrote');
  }
  const value = parsed(input.text);
  if (value === undefined) throw problem('is not JSON', 'Specify the contract.json of a run, not another report');
  const [duplicate] = jsonDetails(input.text, value).duplicates;
  if (duplicate !== undefined) throw problem(`has the name ${duplicate} twice in one object`);
  return { name, value, lineAt: linesOf(name, input.text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Line numbers of a text; undefined if it is too long, or is not valid YAML. */
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
