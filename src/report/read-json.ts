import { existsSync, readFileSync } from 'node:fs';
import { isObject } from '../contract/pointer.ts';
import { Problem } from '../problem.ts';
import type { Finding } from '../verdict/finding.ts';
import type { ContractJson, ReportedCase } from './contract-json.ts';

/**
 * Reads a contract.json.
 *
 * @throws Problem `report-file` where it is none, or one that another version of the suite wrote
 */
export function readContractJson(path: string): ContractJson {
  const problem = (message: string, fix: string) => new Problem({ code: 'report-file', message, where: path, fix });
  if (!existsSync(path)) throw problem('there is no such file', 'Name a contract.json that a run wrote');
  const value = parsed(readFileSync(path, 'utf8'));
  if (isObject(value) && Array.isArray(value.cases) && isObject(value.counts) && 'schemas' in value) {
    return upToDate(value as unknown as Earlier);
  }
  throw problem('is no contract.json of this version', 'Write it again with this version of the suite');
}

/** A report as it was before there were waivers and recordings. */
type Earlier = Omit<ContractJson, 'waivers' | 'recorded' | 'cases'> & {
  waivers?: ContractJson['waivers'];
  recorded?: ContractJson['recorded'];
  cases: (Omit<ReportedCase, 'findings'> & { findings: (Partial<Finding> & Omit<Finding, 'status' | 'waiver'>)[] })[];
};

/** What was not yet said is added: a deviation of such a report is not waived. */
const upToDate = ({ waivers = [], recorded = null, cases, ...rest }: Earlier): ContractJson => ({
  ...rest,
  waivers,
  recorded,
  cases: cases.map((one) => ({
    ...one,
    findings: one.findings.map((finding) => ({
      ...finding,
      status: finding.status ?? String(one.response?.status),
      waiver: finding.waiver ?? null,
    })),
  })),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
