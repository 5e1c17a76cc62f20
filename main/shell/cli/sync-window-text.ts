import type { Application, AppProject } from '../../model/index.ts';
import { type Client, RemoteError } from '../client/client.ts';

/** What the windows of its project say of an application (reference §12.2, `app get`). */
export interface WindowText {
  readonly status: 'Sync Allowed' | 'Manual Allowed' | 'Sync Denied';
  /** `allow:0 22 * * *:1h`, of the whole project. */
  readonly assigned: readonly string[];
}

const OPEN: WindowText = { status: 'Sync Allowed', assigned: [] };

export async function windowText(client: Client, app: Application, now: number): Promise<WindowText> {
  const project = await client.call('project.get', { name: app.spec.project }).catch((error: unknown) => {
    // That it is missing is a condition of the application, and said there.
    if (error instanceof RemoteError && error.code === 'NotFound') return undefined;
    throw error;
  });
  const rules = project?.spec.syncWindows ?? [];
  if (project === undefined || rules.length === 0) return OPEN;
  const assigned = rules.map((rule) => [rule['kind'], rule['schedule'], rule['duration']].map(String).join(':'));
  return { status: await statusOf(client, app, project, now), assigned };
}

async function statusOf(
  client: Client,
  app: Application,
  project: AppProject,
  now: number,
): Promise<WindowText['status']> {
  const { namespace = '', name = '', server = '' } = app.spec.destination;
  // A rule may name the cluster by what the application does not call it.
  const cluster = await client.call('cluster.get', { cluster: name || server }).catch(() => ({ name, server }));
  // Loaded only now: nearly all projects are without windows.
  const { blockedByWindow } = await import('../../access/index.ts');
  const seen = { name: app.metadata.name, namespace, server: cluster.server, cluster: cluster.name };
  if (blockedByWindow(project, seen, 'automatic', now) === undefined) return 'Sync Allowed';
  return blockedByWindow(project, seen, 'manual', now) === undefined ? 'Manual Allowed' : 'Sync Denied';
}
