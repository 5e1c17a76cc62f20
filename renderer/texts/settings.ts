/** What the settings of Argosy itself mean. The keys of argocd-cm are Argo CD's, and mean what they mean there. */
export const SETTING_WORDS: ReadonlyMap<string, string> = new Map([
  ['appsets.requeue-after', 'How often Git generators of ApplicationSets look for changes.'],
  ['cache.megabytes', 'Space for rendered manifests and verdicts on disk, in MB.'],
  ['git.backend', 'Which Git is used: auto takes the system’s when there is one; system or embedded take that one.'],
  ['git.submodules', 'Whether submodules are fetched.'],
  ['git.timeout', 'Longest time for one Git command.'],
  ['log.level', 'How much is written to the log: debug, info, warn or error.'],
  [
    'protect.deletions',
    'Whether a sync asks first that deletes everything, more than a third, or a Namespace, CRD or PersistentVolumeClaim.',
  ],
  ['render.pause', 'For how long that error is repeated before the tool is run again.'],
  [
    'render.pause-after-failures',
    'After so many failures with the same input the error is repeated without running the tool; 0 for never.',
  ],
  ['retain.days', 'For how many days changes of status are kept.'],
  ['sync.wave-delay', 'Pause between two waves of a sync, on top of waiting for health. Argo CD’s is 2s.'],
]);
