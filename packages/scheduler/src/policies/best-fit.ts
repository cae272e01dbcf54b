/**
 * Best fit as the FGD paper's simulator has it (Weng et al., Beware of Fragmentation, USENIX ATC 2023): the node with the
 * least left on average of its first amount and of its devices, each over what the largest node has. A baseline.
 */
import { type Policy, rating } from '../engine/policy.js';

export function bestFitPolicy(largest: { readonly amount: number; readonly devices: number }): Policy {
  return {
    name: 'best-fit',
    ordered: true,
    version: 0,
    rate(states, state, task) {
      const amountLeft = states.free(state, 0) - (task.amounts[0] as number);
      const milliLeft = states.freeMilli(state) - task.milli * task.devices;
      const left = 0.5 * (amountLeft / largest.amount) + 0.5 * (milliLeft / (1000 * largest.devices));
      return rating(Math.trunc(100 * (1 - left)), states.tightestLevel(state, task));
    },
  };
}
