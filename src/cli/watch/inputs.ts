import { relative } from 'node:path';
import { type Client, createClient } from '../../client/client.ts';
import type { Config } from '../../config/config.ts';
import { partsOf } from '../../target/contract-loader.ts';
import type { Changes } from './changes.ts';
import { type Contracts, documentUrl } from './contracts.ts';
import { createDocumentPoll, type DocumentPoll } from './document.ts';
import { inputsOf, watchFiles } from './files.ts';
import type { Plans } from './plans.ts';

/** The files and the served document of the runs, whose changes are noted. */
export interface Inputs {
  /** Watches the inputs of a configuration instead of those of the one before. */
  use(config: Config): Promise<void>;
  /** Starts or stops requests for the served document. */
  poll(isWaiting: boolean): void;
  close(): Promise<void>;
}

/** Changes are noted, and what was made from a changed file is removed. */
export function createInputs(directory: string, changes: Changes, contracts: Contracts, plans: Plans): Inputs {
  let files: { key: string; stop(): Promise<void> } | undefined;
  let document: { key: string; client: Client; poll: DocumentPoll } | undefined;

  const useFiles = async (config: Config): Promise<void> => {
    const inputs = inputsOf(config, directory);
    const key = JSON.stringify(inputs);
    if (key === files?.key) return;
    await files?.stop();
    const stop = await watchFiles(inputs, (path, isContract) => {
      plans.forget();
      if (isContract) contracts.forgetFiles();
      changes.note(`${relative(directory, path)} changed`);
    });
    files = { key, stop };
  };

  const useDocument = (config: Config): void => {
    const { target, spec, timeoutMs, bodyLimitBytes, authority, userAgent, requestsPerMinute } = config;
    const { baseUrl } = target;
    // The document of the embedded target does not change.
    const url =
      baseUrl === undefined ? undefined : partsOf(spec).flatMap((part) => documentUrl(part, { baseUrl }) ?? [])[0];
    const limits = { timeoutMs, bodyLimitBytes, authority, userAgent };
    const key = JSON.stringify([url, limits, requestsPerMinute]);
    if (key === document?.key) return;
    closeDocument();
    if (url === undefined) return;
    const client = createClient(limits);
    const onChange = (): void => changes.note('the served document changed');
    const poll = createDocumentPoll({ client, url, requestsPerMinute, judged: () => contracts.fetched(), onChange });
    document = { key, client, poll };
  };

  const closeDocument = (): void => {
    document?.poll.stop();
    document?.client.close();
    document = undefined;
  };

  return {
    async use(config) {
      await useFiles(config);
      useDocument(config);
    },
    poll(isWaiting) {
      if (isWaiting) document?.poll.start();
      else document?.poll.stop();
    },
    async close() {
      closeDocument();
      await files?.stop();
    },
  };
}
