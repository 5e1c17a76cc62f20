import { inert } from './cli/table.ts';

export interface GuideFacts {
  /** How a person calls the command: `argosy`, or `npx argosy` in a checkout. */
  readonly command: string;
  /** Names of clusters that were added. */
  readonly clusters: readonly string[];
  readonly applications: number;
  /** Where contexts were looked for, and what was found or what was wrong. */
  readonly kubeconfig:
    | { readonly contexts: readonly { readonly name: string; readonly exec: string | undefined }[] }
    | { readonly problem: string };
}

/** What to do next while an engine has nothing to do; empty when it has. */
export function guideText(facts: GuideFacts): string {
  if (facts.clusters.length === 0) return `${clusterSteps(facts)}\n${applicationSteps(facts, 'NAME')}${END}`;
  if (facts.applications === 0) return `${applicationSteps(facts, facts.clusters[0]!)}${END}`;
  return '';
}

const END = '\nCtrl-C ends the engine.\n';

function clusterSteps({ command, kubeconfig }: GuideFacts): string {
  if ('problem' in kubeconfig) {
    return `No cluster has been added yet, and no context was found: ${inert(kubeconfig.problem)}
In another terminal, add one from a kubeconfig that you have:

  ${command} cluster add CONTEXT --kubeconfig FILE
`;
  }
  if (kubeconfig.contexts.length === 0) {
    return `No cluster has been added yet, and your kubeconfig has no context.
In another terminal, add one from a kubeconfig that you have:

  ${command} cluster add CONTEXT --kubeconfig FILE
`;
  }
  const lines = kubeconfig.contexts.map(({ name, exec }) => {
    const line = `  ${command} cluster add ${quoted(name)}`;
    return exec === undefined ? line : `${line} --yes    # allows it to run ${inert(exec)} to sign in`;
  });
  return `No cluster has been added yet. In another terminal, add those that you want; nothing is installed in them:

${lines.join('\n')}
`;
}

function applicationSteps({ command }: GuideFacts, cluster: string): string {
  return `${cluster === 'NAME' ? 'Then' : 'No application has been made yet. In another terminal,'} make an application from a Git repository, or from manifests of Argo CD that you have:

  ${command} app create guestbook --repo URL --path FOLDER --dest-name ${cluster === 'NAME' ? cluster : quoted(cluster)} --dest-namespace default
  ${command} app create -f FILE
`;
}

/** As a word of a shell. */
function quoted(word: string): string {
  const shown = inert(word);
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
