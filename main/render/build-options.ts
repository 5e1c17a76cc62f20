import { failure } from './failure.ts';

/** What argocd-cm's `kustomize.buildOptions` means for the engine. */
export interface BuildOptions {
  readonly loadRestrictionsNone: boolean;
  readonly reorder?: 'none' | 'legacy';
  readonly addManagedByLabel: boolean;
}

/**
 * The safe part of the command line's options (reference §1.3.3). `--enable-helm` is accepted: a kustomization that has
 * charts is refused on its own. What runs programs or reaches the network is refused here.
 */
export function parseBuildOptions(text: string): BuildOptions {
  let loadRestrictionsNone = false;
  let reorder: 'none' | 'legacy' | undefined;
  let addManagedByLabel = false;
  const words = text.split(/\s+/).filter((word) => word !== '');
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const value = () => (equals < 0 ? (words[++at] ?? '') : word.slice(equals + 1));
    const on = () => equals < 0 || word.slice(equals + 1) !== 'false';
    switch (name) {
      case '--load-restrictor': {
        const choice = value();
        if (choice !== 'LoadRestrictionsNone' && choice !== 'LoadRestrictionsRootOnly')
          throw refused(`${name} ${choice}`);
        // Even without restrictions the engine sees files of the repository only.
        loadRestrictionsNone = choice === 'LoadRestrictionsNone';
        break;
      }
      case '--reorder': {
        const choice = value();
        if (choice !== 'none' && choice !== 'legacy') throw refused(`${name} ${choice}`);
        reorder = choice;
        break;
      }
      case '--enable-managedby-label':
        addManagedByLabel = on();
        break;
      case '--enable-helm':
        break;
      default:
        if (on()) throw refused(name);
    }
  }
  return { loadRestrictionsNone, addManagedByLabel, ...(reorder === undefined ? {} : { reorder }) };
}

function refused(option: string) {
  return failure('FailedPrecondition', `kustomize.buildOptions: ${option} cannot be used by this version of Argosy`, {
    subject: 'kustomize.buildOptions',
    advice: 'Possible are --load-restrictor, --reorder, --enable-managedby-label and --enable-helm.',
  });
}
