import { createHash } from 'node:crypto';
import type { Contract } from '../../contract/contract.ts';
import type { Connection } from '../../target/connection.ts';
import { downloader, type LoadContract, loadTargetContract, servedUrl } from '../../target/contract-loader.ts';

/** Contracts of earlier runs. To read and link several hundred operations takes longer than to judge one of them. */
export interface Contracts {
  /** Loads a contract, unless its text is that of the run before. */
  load: LoadContract;
  /** Removes the contracts that were read from files. */
  forgetFiles(): void;
  /** Digest of the document that was last fetched; undefined if that failed, or if all documents are files. */
  fetched(): string | undefined;
}

/** The URL of a contract; undefined if it is read from files. */
export function documentUrl(spec: string, connection: Pick<Connection, 'baseUrl'>): string | undefined {
  if (spec === 'served') return servedUrl(connection);
  return /^https?:\/\//i.test(spec) ? spec : undefined;
}

/** A digest of a document. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64');

/** Creates an empty store of contracts. */
export function createContracts(): Contracts {
  const files = new Map<string, Contract>();
  const documents = new Map<string, { digest: string; contract: Contract }>();
  let fetched: string | undefined;
  return {
    async load(config, connection, spec) {
      const url = documentUrl(spec, connection);
      if (url === undefined) {
        const key = [spec, config.specs, config.specRoot].join('\n');
        const contract = files.get(key) ?? (await loadTargetContract(config, connection, spec));
        files.set(key, contract);
        return contract;
      }
      const digest = await downloader(connection, config.retryBudgetMs)(url).then(digestOf, () => undefined);
      fetched = digest;
      const before = documents.get(url);
      if (before !== undefined && before.digest === digest) return before.contract;
      documents.clear();
      const contract = await loadTargetContract(config, connection, spec);
      if (digest !== undefined) documents.set(url, { digest, contract });
      return contract;
    },
    forgetFiles: () => files.clear(),
    fetched: () => fetched,
  };
}
