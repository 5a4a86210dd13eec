import type { OptionName } from '../config/options.ts';
import type { Selection } from '../run/selection.ts';
import type { Waiver } from '../waivers/waiver.ts';

/** What is set of the configuration, by variable. */
export type Flags = Partial<Record<OptionName, string>>;

/** How a comparison is written. */
export const FORMATS = ['text', 'markdown', 'json'] as const;

/** One of these. */
export type Format = (typeof FORMATS)[number];

/** What is said of the findings that are to be waived. */
export type Terms = Pick<Waiver, 'reason' | 'owner' | 'expires' | 'flaky'> & { target?: string; cause: boolean };

/** What a user asked for on the command line. */
export type Request =
  | {
      command: 'contract' | 'doctor';
      flags: Flags;
      selection: Selection;
      list: boolean;
      quiet: boolean;
      har: boolean;
      /** True: a server that is not an Infisical is judged as well. */
      force: boolean;
    }
  | { command: 'merge'; files: string[]; har: boolean }
  | { command: 'report'; folder: string; har: boolean }
  | { command: 'waive'; ids: string[]; terms: Terms; flags: Flags }
  | { command: 'diff'; files: [string, string]; format: Format }
  | { command: 'drift'; flags: Flags; format: Format }
  | { command: 'import'; flags: Flags; source: string; operation: string | undefined; as: string | undefined }
  | { command: 'verify'; flags: Flags; file: string; har: boolean }
  | { command: 'embedded'; port: string }
  | { command: 'help'; text: string };
