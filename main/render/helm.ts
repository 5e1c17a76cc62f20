import { failure } from './failure.ts';
import type { Plan, PlanInput } from './plan.ts';

export async function planHelm(input: PlanInput): Promise<Plan> {
  throw failure('FailedPrecondition', 'Helm charts cannot be rendered yet', { subject: input.folder });
}
