import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';
import { handedOver } from '../../src/run/handover.ts';

/** Passes the run to the contract tests, from outside their realm. */
export default class ContractEnvironment extends NodeEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    this.global.run = handedOver();
    // Tests differ in their data, not in their code, and Jest would record a stack for each of them.
    this.global.Error.stackTraceLimit = 0;
  }
}
