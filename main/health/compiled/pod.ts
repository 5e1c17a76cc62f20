import { annotation, type HealthStatus, isHook, type KubeObject } from '../../model/index.ts';
import { conditionsOf } from '../conditions.ts';
import { at, health, listAt, textAt } from '../fields.ts';
import { requireVersion } from './typed.ts';

/**
 * Pod: reference §4.1. A Pod that does not restart for ever is often a hook: an image that cannot be pulled *yet* must not fail it, so
 * waiting containers count only for restartPolicy Always, or where the annotation says so and the Pod is no hook.
 */
export function pod(object: KubeObject): HealthStatus | undefined {
  requireVersion(object, 'v1');
  const message = textAt(object, 'status', 'message');
  const policy = textAt(object, 'spec', 'restartPolicy');
  if (policy === 'Always' || (ignoresRestartPolicy(object) && !isHook(object))) {
    const waiting = stuckContainers(object);
    if (waiting.length > 0) return health('Degraded', waiting.join(', '));
  }
  switch (textAt(object, 'status', 'phase')) {
    case 'Pending':
      return health('Progressing', message);
    case 'Succeeded':
      return health('Healthy', message);
    case 'Failed':
      return health('Degraded', message || firstFailure(object));
    case 'Running':
      return running(object, policy, message);
    default:
      return health('Unknown', message);
  }
}

function running(object: KubeObject, policy: string, message: string): HealthStatus | undefined {
  if (policy === 'OnFailure' || policy === 'Never') return health('Progressing', message);
  if (policy !== 'Always') return health('Unknown', message);
  if (conditionsOf(object).find((c) => c.type === 'Ready')?.status === 'True') return health('Healthy', message);
  const crashed = listAt(object, 'status', 'containerStatuses').some(
    (container) => at(container, 'lastState', 'terminated') !== undefined,
  );
  return health(crashed ? 'Degraded' : 'Progressing', message);
}

function stuckContainers(object: KubeObject): readonly string[] {
  const messages: string[] = [];
  for (const container of listAt(object, 'status', 'containerStatuses')) {
    const reason = textAt(container, 'state', 'waiting', 'reason');
    if (reason.startsWith('Err') || reason.endsWith('Error') || reason.endsWith('BackOff')) {
      messages.push(textAt(container, 'state', 'waiting', 'message'));
    }
  }
  return messages;
}

function firstFailure(object: KubeObject): string {
  const containers = [
    ...listAt(object, 'status', 'initContainerStatuses'),
    ...listAt(object, 'status', 'containerStatuses'),
  ];
  for (const container of containers) {
    const terminated = at(container, 'state', 'terminated');
    if (terminated === undefined) continue;
    const message = textAt(terminated, 'message');
    if (message !== '') return message;
    if (textAt(terminated, 'reason') === 'OOMKilled') return 'OOMKilled';
    const code = at(terminated, 'exitCode');
    if (typeof code === 'number' && code !== 0) {
      return `container ${JSON.stringify(textAt(container, 'name'))} failed with exit code ${code}`;
    }
  }
  return '';
}

function ignoresRestartPolicy(object: KubeObject): boolean {
  return annotation(object, 'argocd.argoproj.io/ignore-restart-policy') === 'true';
}
