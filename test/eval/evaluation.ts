import { evaluateInvariance, type Invariance } from './invariance.ts';
import { evaluateOwners, type OwnersResult } from './owners.ts';
import { evaluatePairs, type PairsResult } from './pairs.ts';
import { evaluateScenarios, type ScenarioScore } from './scenarios.ts';

/** All that is measured. */
export interface Evaluation {
  readonly invariance: readonly Invariance[];
  readonly scenarios: {
    readonly programs: readonly ScenarioScore[];
    readonly kinds: readonly ScenarioScore[];
  };
  readonly pairs: PairsResult;
  readonly owners: OwnersResult;
}

export function evaluate(): Evaluation {
  return {
    invariance: evaluateInvariance(),
    scenarios: evaluateScenarios(),
    pairs: evaluatePairs(),
    owners: evaluateOwners(),
  };
}
