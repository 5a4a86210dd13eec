import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';
import { handedOver } from '../../src/run/handover.ts';

/** Passes the run to the contract tests, from outside their realm. */
export default class ContractEnvironment extends NodeEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    this.global.run = handedOver();
  }
}
