import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';
import { handedOver } from '../../src/run/handover.ts';

/** Gives the contract tests the run, which lives outside of their realm. */
export default class ContractEnvironment extends NodeEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    this.global.run = handedOver();
  }
}
