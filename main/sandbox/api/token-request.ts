/** Tokens of ServiceAccounts: `kubectl create token`. */

import { isRecord, type KubeObject } from '../../model/index.ts';
import type { Clock } from '../../runtime/index.ts';
import { timestamp } from '../cluster-state.ts';
import type { Authenticator } from './authenticate.ts';

/** The answer to a TokenRequest for an account. */
export function issueToken(authenticator: Authenticator, clock: Clock, account: KubeObject, body: unknown): object {
  const spec = isRecord(body) && isRecord(body['spec']) ? body['spec'] : {};
  const asked = spec['expirationSeconds'];
  const { namespace, name, uid } = account.metadata;
  const { token, expirationTimestamp, seconds } = authenticator.issue(
    namespace!,
    name!,
    uid!,
    typeof asked === 'number' ? asked : undefined,
  );
  return {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: timestamp(clock) },
    spec: {
      audiences: ['https://kubernetes.default.svc'],
      boundObjectRef: null,
      ...spec,
      expirationSeconds: seconds,
    },
    status: { token, expirationTimestamp },
  };
}
