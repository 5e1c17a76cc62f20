import { failure } from './failure.ts';
import type { Plan, PlanInput } from './plan.ts';

export async function planKustomize(input: PlanInput): Promise<Plan> {
  throw failure('FailedPrecondition', 'Kustomizations cannot be rendered yet', { subject: input.folder });
}
