import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Application } from '../main/model/index.ts';
import type { Client } from '../main/shell/client/client.ts';

/** A repository of many small applications, and the applications themselves. */
export class Fleet {
  readonly folder: string;
  readonly namespace: string;
  readonly kind: 'directory' | 'helm';

  constructor(folder: string, namespace: string, kind: 'directory' | 'helm', count: number) {
    this.folder = folder;
    this.namespace = namespace;
    this.kind = kind;
    mkdirSync(folder, { recursive: true });
    this.git('init', '-q', '-b', 'main');
    this.git('config', 'user.name', 'bench');
    this.git('config', 'user.email', 'bench@example.com');
    if (kind === 'helm') this.writeChart();
    else for (let i = 0; i < count; i++) this.write(i, 'v0');
    this.commit('first');
  }

  write(index: number, value: string): void {
    const folder = join(this.folder, 'apps', `app-${index}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'configmap.yaml'),
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app-${index}\ndata:\n  value: "${value}"\n`,
    );
  }

  commit(message: string): void {
    this.git('add', '-A');
    this.git('commit', '-q', '-m', message);
  }

  application(index: number): Application {
    const source =
      this.kind === 'helm'
        ? {
            repoURL: this.folder,
            path: 'chart',
            targetRevision: 'main',
            helm: { releaseName: `app-${index}`, parameters: [{ name: 'message', value: `hello ${index}` }] },
          }
        : { repoURL: this.folder, path: `apps/app-${index}`, targetRevision: 'main' };
    return {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: `app-${index}` },
      spec: {
        project: 'default',
        source,
        destination: { name: 'bench', namespace: this.namespace },
        syncPolicy: { automated: { prune: true, selfHeal: true } },
      },
    };
  }

  private writeChart(): void {
    const templates = join(this.folder, 'chart', 'templates');
    mkdirSync(templates, { recursive: true });
    writeFileSync(join(this.folder, 'chart', 'Chart.yaml'), 'apiVersion: v2\nname: small\nversion: 1.0.0\n');
    writeFileSync(join(this.folder, 'chart', 'values.yaml'), 'message: none\nport: 80\n');
    const head = (kind: string) =>
      `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: {{ .Release.Name }}\n  labels:\n    app: {{ .Release.Name | quote }}\n    chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}\n`;
    writeFileSync(
      join(templates, 'configmap.yaml'),
      `${head('ConfigMap')}data:\n  message: {{ .Values.message | quote }}\n`,
    );
    writeFileSync(
      join(templates, 'service.yaml'),
      `${head('Service')}spec:\n  selector:\n    app: {{ .Release.Name | quote }}\n  ports:\n    - port: {{ .Values.port }}\n`,
    );
    writeFileSync(join(templates, 'serviceaccount.yaml'), head('ServiceAccount'));
  }

  private git(...args: readonly string[]): void {
    execFileSync('git', ['-C', this.folder, ...args], { stdio: 'pipe' });
  }
}

/** Creates the applications and resolves when all are Synced and Healthy with no operation under way. */
export async function createAll(client: Client, applications: readonly Application[]): Promise<void> {
  const synced = allSynced(client, applications.length);
  await Promise.all(
    applications.map((application) => client.call('app.create', { application, upsert: true, validate: false })),
  );
  await synced;
}

export function allSynced(client: Client, count: number, deadlineMs = 180_000): Promise<void> {
  const good = new Map<string, boolean>();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const bad = [...good].filter(([, ok]) => !ok).length;
      reject(new Error(`${bad} of ${count} applications are not Synced after ${deadlineMs} ms`));
    }, deadlineMs);
    const stop = client.subscribe(
      'applications',
      (event) => {
        const rows = event.kind === 'snapshot' ? event.rows : event.upsert;
        for (const [key, row] of rows)
          good.set(key, row.sync === 'Synced' && row.health === 'Healthy' && row.operation !== 'Running');
        if (good.size < count || [...good.values()].includes(false)) return;
        clearTimeout(timer);
        stop();
        resolve();
      },
      reject,
    );
  });
}
