import type { OptionName } from '../config/options.ts';
import type { FailOn } from '../record/sides.ts';
import type { Selection } from '../run/selection.ts';
import type { Waiver } from '../waivers/waiver.ts';

/** Values of flags, by variable. */
export type Flags = Partial<Record<OptionName, string>>;

/** Output formats of a comparison. */
export const FORMATS = ['text', 'markdown', 'json'] as const;

/** An output format. */
export type Format = (typeof FORMATS)[number];

/** The terms of a waiver. */
export type Terms = Pick<Waiver, 'reason' | 'owner' | 'expires' | 'flaky'> & { target?: string; cause: boolean };

/** What a run and a comparison have in common: which cases are sent, and what is shown. */
export interface Judging {
  selection: Selection;
  quiet: boolean;
  /** True: the terminal shows the whole report. */
  verbose: boolean;
  har: boolean;
  /** True: a server that is not an Infisical server is judged as well. */
  force: boolean;
}

/** A command with its options. */
export type Request =
  | (Judging & {
      command: 'contract' | 'doctor' | 'local';
      flags: Flags;
      list: boolean;
      /** True: the life cycles are printed, and nothing is sent. */
      plan: boolean;
      /** True: runs again after every change, until it is interrupted. */
      watch: boolean;
    })
  | (Judging & {
      command: 'compare';
      /** Names of targets, or base URLs. */
      sides: [a: string, b: string];
      flags: Flags;
      /** Hosts and ports of servers that may be changed. */
      disposable: string[];
      failOn: FailOn;
      /** True: values are compared as well. */
      values: boolean;
    })
  | { command: 'merge'; files: string[]; har: boolean }
  | { command: 'clean'; folder: string; flags: Flags; bootstrap: boolean }
  | { command: 'bootstrap'; flags: Flags; force: boolean }
  | { command: 'report'; folder: string; har: boolean }
  | { command: 'waive'; ids: string[]; terms: Terms; flags: Flags }
  | { command: 'diff'; files: [string, string]; format: Format }
  | { command: 'drift'; flags: Flags; format: Format }
  | { command: 'import'; flags: Flags; source: string; operation: string | undefined; as: string | undefined }
  | { command: 'verify'; flags: Flags; file: string; har: boolean }
  | { command: 'init'; flags: Flags; github: boolean; gitlab: boolean }
  | { command: 'embedded'; port: string; empty: boolean }
  | { command: 'help'; text: string };
