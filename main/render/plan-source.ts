import { planDirectory } from './directory.ts';
import { failure } from './failure.ts';
import { planHelm } from './helm.ts';
import { planKustomize } from './kustomize.ts';
import type { Plan, PlanInput } from './plan.ts';
import { overrideSource } from './source-overrides.ts';
import { chooseTool } from './tool.ts';

/** Reference §1.3.1: overrides from the folder first, then the tool. */
export async function planSource(input: PlanInput): Promise<Plan> {
  const { folder, entries, worktree, context } = input;
  const source = await overrideSource(input.source, context.appName, folder, entries, worktree);
  const chosen = { ...input, source };
  switch (chooseTool(source, entries, context.settings)) {
    case 'Directory':
      return planDirectory(chosen);
    case 'Helm':
      return planHelm(chosen);
    case 'Kustomize':
      return planKustomize(chosen);
    case 'Plugin':
      throw failure('FailedPrecondition', 'config management plugins cannot be run by this version of Argosy', {
        subject: source.plugin?.name,
        advice: 'Render with Helm, Kustomize, Jsonnet or plain manifests.',
      });
  }
}
