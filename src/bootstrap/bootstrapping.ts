import type { OptionName } from '../config/options.ts';
import type { Api } from './api.ts';
import type { EnvFile } from './env-file.ts';
import type { BootstrapState } from './state.ts';

/** What bootstrap works with. */
export interface Bootstrapping {
  api: Api;
  baseUrl: string;
  file: EnvFile;
  state: BootstrapState;
  /** The value of a variable, from the file or from elsewhere. */
  configured(variable: OptionName): string | undefined;
  /** Reports what was made, what was there before, and what could not be made, with the reason. */
  say(what: 'made' | 'kept' | 'not made' | 'note', text: string): void;
}
