import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';
import { handedOver } from '../../src/run/handover.ts';

/** Passes the run, which is created outside the realm of the contract tests, to them. */
export default class ContractEnvironment extends NodeEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    this.global.run = handedOver();
  }
}
