import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { ArgosyError, isRecord, parseYaml } from '../model/index.ts';
import type { Content } from './git/content.ts';
import type { SandboxHome } from './home.ts';

/** What a person could have done by hand. */
export type Breakage = 'scale' | 'image' | 'delete' | 'crash';
export const BREAKAGES: readonly Breakage[] = ['scale', 'image', 'delete', 'crash'];

export interface BreakRequest {
  readonly application: string;
  /** Default: the first that the content names for the application. */
  readonly cluster?: string | undefined;
  /** Default scale. */
  readonly how?: Breakage | undefined;
}

export interface Broken {
  readonly cluster: string;
  /** What was done, for a person. */
  readonly did: string;
}

export async function breakApplication(
  home: SandboxHome,
  content: Content,
  { application, cluster, how = 'scale' }: BreakRequest,
): Promise<Broken> {
  const place = Object.hasOwn(content.applications, application) ? content.applications[application]!.break : undefined;
  if (place === undefined) {
    throw new ArgosyError('NotFound', `the sandbox has no application ${JSON.stringify(application)}`, {
      subject: application,
      advice: `It has ${Object.keys(content.applications).join(', ')}.`,
    });
  }
  const target = cluster ?? place.cluster;
  const access = accessOf(home, target);
  const deployment = `/apis/apps/v1/namespaces/${place.namespace}/deployments/${place.deployment}`;
  const found = await call(access, 'GET', deployment);
  if (found.code === 404) {
    throw new ArgosyError('NotFound', `${application} has no Deployment ${place.deployment} in ${target} yet`, {
      subject: `${target}/${place.namespace}/${place.deployment}`,
      advice: 'Sync it first.',
    });
  }
  const spec = (found.body['spec'] ?? {}) as {
    replicas?: number;
    template?: { spec?: { containers?: readonly { name: string; image: string }[] } };
  };
  const patch = async (body: object, manager: string) => {
    const answer = await call(access, 'PATCH', `${deployment}?fieldManager=${manager}`, body);
    if (answer.code >= 300) throw new ArgosyError('Unknown', String(answer.body['message']), { subject: deployment });
  };
  const container = spec.template?.spec?.containers?.[0];
  switch (how) {
    case 'scale': {
      const replicas = (spec.replicas ?? 1) + 2;
      await patch({ spec: { replicas } }, 'kubectl-scale');
      return { cluster: target, did: `scaled ${place.deployment} from ${spec.replicas ?? 1} to ${replicas} by hand` };
    }
    case 'image': {
      const image = `${container!.image.replace(/:[^:/]*$/, '')}:hotfix`;
      await patch({ spec: { template: { spec: { containers: [{ name: container!.name, image }] } } } }, 'kubectl-set');
      return { cluster: target, did: `set the image of ${place.deployment} to ${image} by hand` };
    }
    case 'crash':
      await patch(
        { spec: { template: { metadata: { annotations: { 'testcluster/outcome': 'crashloop' } } } } },
        'kubectl-edit',
      );
      return { cluster: target, did: `made the Pods of ${place.deployment} crash` };
    case 'delete': {
      const service = place.service;
      const path = service === undefined ? deployment : `/api/v1/namespaces/${place.namespace}/services/${service}`;
      const answer = await call(access, 'DELETE', path);
      if (answer.code >= 300) throw new ArgosyError('NotFound', String(answer.body['message']), { subject: path });
      return {
        cluster: target,
        did: `deleted ${service === undefined ? `Deployment ${place.deployment}` : `Service ${service}`}`,
      };
    }
  }
}

interface Access {
  readonly server: string;
  readonly authority: Buffer;
  readonly token: string;
}

function accessOf(home: SandboxHome, cluster: string): Access {
  const config = parseYaml(readFileSync(home.kubeconfig, 'utf8'));
  const context = `argosy-sandbox-${cluster}`;
  const named = (list: string): Readonly<Record<string, unknown>> | undefined => {
    const entries = isRecord(config) ? config[list] : undefined;
    return Array.isArray(entries)
      ? (entries as unknown[]).filter(isRecord).find((each) => each['name'] === context)
      : undefined;
  };
  const server = named('clusters')?.['cluster'];
  const user = named('users')?.['user'];
  if (!isRecord(server) || !isRecord(user)) {
    throw new ArgosyError('NotFound', `the sandbox has no cluster ${JSON.stringify(cluster)}`, {
      subject: cluster,
      advice: 'It has staging and production.',
    });
  }
  return {
    server: String(server['server']),
    authority: Buffer.from(String(server['certificate-authority-data']), 'base64'),
    token: String(user['token']),
  };
}

function call(
  access: Access,
  method: string,
  path: string,
  body?: object,
): Promise<{ code: number; body: Readonly<Record<string, unknown>> }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      access.server + path,
      {
        method,
        ca: access.authority,
        timeout: 10_000,
        headers: {
          authorization: `Bearer ${access.token}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/strategic-merge-patch+json' }),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
          resolve({ code: response.statusCode ?? 0, body: isRecord(value) ? value : {} });
        });
      },
    );
    outgoing.on('timeout', () =>
      outgoing.destroy(new ArgosyError('DeadlineExceeded', 'the sandbox does not answer', { subject: access.server })),
    );
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
