import type { Application } from '../../model/index.ts';
import { CONTROL_PLANE_NAMESPACE } from '../../model/index.ts';

/** `namespace/name` as it is given to the engine; `-N` names the namespace apart (reference §12.1). */
export function qualified(name: string, namespace: string | undefined): string {
  return name.includes('/') || namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

/** `argocd/guestbook`, as tables and `-o name` show applications. */
export function shownName(app: Application): string {
  return `${app.metadata.namespace ?? CONTROL_PLANE_NAMESPACE}/${app.metadata.name}`;
}
