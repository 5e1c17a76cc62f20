/** The control-plane namespace: applications in it are keyed by their name alone. */
const CONTROL_PLANE = 'argocd';

/** An application as addresses, topics and requests name it. */
export interface AppAddress {
  readonly namespace: string;
  readonly name: string;
}

/** The key of its row in the topics. */
export function topicKeyOf({ namespace, name }: AppAddress): string {
  return namespace === CONTROL_PLANE ? name : `${namespace}_${name}`;
}

/** `namespace/name`, as every request takes it. */
export function requestNameOf({ namespace, name }: AppAddress): string {
  return `${namespace}/${name}`;
}

/** Of a row or an object; an empty namespace is the control plane's. */
export function addressOf(app: { readonly namespace?: string | undefined; readonly name: string }): AppAddress {
  return { namespace: app.namespace || CONTROL_PLANE, name: app.name };
}

/** As the command line names it: without the namespace where it is the usual one. */
export function commandNameOf({ namespace, name }: AppAddress): string {
  return namespace === CONTROL_PLANE ? name : `${namespace}/${name}`;
}
