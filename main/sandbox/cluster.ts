import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Clock, Logger } from '../runtime/index.ts';
import { ApiHandler } from './api/handler.ts';
import { makeCertificates } from './certificates.ts';
import { type ClusterState, Kinds } from './cluster-state.ts';
import { seedCluster } from './controllers/seed.ts';
import { startControllers } from './controllers/start.ts';
import { watchDefinitions } from './crds/definitions.ts';
import type { BuiltIn } from './kinds/built-in.ts';
import type { KubeconfigCluster } from './kubeconfig.ts';
import { listen } from './listen.ts';
import { ClusterDatabase } from './storage/database.ts';
import { ObjectStore } from './storage/object-store.ts';

export interface ClusterOptions {
  readonly name: string;
  readonly folder: string;
  readonly builtIn: BuiltIn;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly port: number;
}

export interface RunningCluster {
  readonly state: ClusterState;
  readonly access: KubeconfigCluster;
  /** Whether this was its first start. */
  readonly isNew: boolean;
  stop(): Promise<void>;
}

export async function startCluster(options: ClusterOptions): Promise<RunningCluster> {
  const { name, folder, builtIn, clock, logger } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new ClusterDatabase(path.join(folder, `${name}.sqlite`));
  const credentials = credentialsOf(database, name, clock.now());
  const store = new ObjectStore(database);
  const state: ClusterState = {
    name,
    store,
    kinds: new Kinds(builtIn.kinds),
    builtIn,
    clock,
    logger,
    ca: credentials.authority,
  };
  const closing = new AbortController();
  const unwatch = watchDefinitions(state);
  const isNew = seedCluster(state);
  let address = '';
  const handler = new ApiHandler({ state, token: credentials.token, closing: closing.signal, address: () => address });
  const server = await listen({
    certificate: { certificate: credentials.certificate, key: credentials.key },
    port: options.port === 0 ? Number(database.fact('port') ?? '0') : options.port,
    fixed: options.port !== 0,
    handle: (request, response) => handler.handle(request, response),
  }).catch((error: unknown) => {
    unwatch();
    database.close();
    throw error;
  });
  address = `https://127.0.0.1:${server.port}`;
  database.setFact('port', String(server.port));
  const controllers = startControllers(state);
  return {
    state,
    isNew,
    access: {
      context: `argosy-sandbox-${name}`,
      server: address,
      authority: credentials.authority,
      token: credentials.token,
    },
    async stop() {
      controllers.stop();
      unwatch();
      closing.abort();
      await server.close();
      database.close();
    },
  };
}

interface Credentials {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
  readonly token: string;
  readonly until: number;
}

const YEAR_MS = 365 * 24 * 3600 * 1000;

/** Made at the first start and kept, so that a kubeconfig stays good; made anew when the certificate nears its end. */
function credentialsOf(database: ClusterDatabase, name: string, now: number): Credentials {
  const kept = database.fact('credentials');
  if (kept !== undefined) {
    const credentials = JSON.parse(kept) as Credentials;
    if (credentials.until > now + YEAR_MS / 12) return credentials;
  }
  const { authority, server } = makeCertificates(`argosy-sandbox-${name}`, now);
  const credentials = {
    authority: authority.certificate,
    certificate: server.certificate,
    key: server.key,
    token: randomBytes(24).toString('base64url'),
    until: now + 2 * YEAR_MS,
  };
  database.setFact('credentials', JSON.stringify(credentials));
  return credentials;
}
