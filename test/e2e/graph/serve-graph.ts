import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import { contentSecurityPolicy } from '../../../main/shell/browser/headers.ts';

export interface GraphServer {
  readonly address: string;
  readonly close: () => Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

/** Serves the page with nothing but a graph, on loopback, under the same content security policy as the desktop. */
export async function serveGraph(): Promise<GraphServer> {
  const root = join(import.meta.dirname, '../../..');
  const out = mkdtempSync(join(tmpdir(), 'argosy-graph-'));
  await build({
    entryPoints: { page: join(root, 'renderer/graph/testing/page.tsx'), styles: join(root, 'renderer/styles.css') },
    outdir: out,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'chrome140',
    jsx: 'automatic',
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/page.js' || path === '/styles.css') {
      response.setHeader('content-type', TYPES[extname(path)]!);
      response.end(readFileSync(join(out, path)));
      return;
    }
    const nonce = randomUUID();
    response.setHeader('content-type', 'text/html');
    response.setHeader('content-security-policy', contentSecurityPolicy(nonce, "'self'"));
    response.end(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="csp-nonce" content="${nonce}"><title>Graph</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/styles.css"></head><body><div id="root"></div><script type="module" src="/page.js"></script></body></html>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      rmSync(out, { recursive: true, force: true });
    },
  };
}
