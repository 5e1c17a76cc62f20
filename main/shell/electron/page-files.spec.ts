import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pagePolicy, pageServer } from './page-files.ts';

describe('the pages of the application', () => {
  let scratch: string;
  let serve: ReturnType<typeof pageServer>;
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'argosy-pages-'));
    const folder = join(scratch, 'renderer');
    mkdirSync(join(folder, 'assets', 'more.js'), { recursive: true });
    writeFileSync(
      join(folder, 'index.html'),
      '<meta name="csp-nonce" content="__ARGOSY_NONCE__"><div id="root"></div>',
    );
    writeFileSync(join(folder, 'assets', 'index-AB12.js'), 'start()');
    writeFileSync(join(folder, 'assets', 'notes.exe'), 'MZ');
    writeFileSync(join(scratch, 'secret.js'), 'secret');
    symlinkSync(join(scratch, 'secret.js'), join(folder, 'assets', 'link.js'));
    symlinkSync(scratch, join(folder, 'assets', 'out'));
    serve = pageServer(folder);
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  const get = (url: string, method = 'GET') => serve({ method, url });

  it('carry a nonce that was never used before', async () => {
    const answers = await Promise.all([get('app://argosy/'), get('app://argosy/apps/argocd/web')]);
    const nonces = await Promise.all(
      answers.map(async (answer) => {
        expect(answer.status).toBe(200);
        expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
        const [, nonce] = /content="([^"]+)"/.exec(await answer.text())!;
        expect(answer.headers.get('content-security-policy')).toBe(pagePolicy(nonce!));
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(2);
  });

  it('may run their own scripts and reach nothing', () => {
    const directives = new Map(
      pagePolicy('N')
        .split('; ')
        .map((text) => [text.split(' ')[0], text.split(' ').slice(1).join(' ')]),
    );
    expect(directives.get('default-src')).toBe("'none'");
    expect(directives.get('script-src')).toBe("'self'");
    expect(directives.get('style-src')).toBe("'self' 'nonce-N'");
    expect(directives.get('connect-src')).toBe("'none'");
    for (const name of ['base-uri', 'form-action', 'frame-ancestors']) expect(directives.get(name)).toBe("'none'");
    expect(directives.get('require-trusted-types-for')).toBe("'script'");
    expect(pagePolicy('N')).not.toMatch(/unsafe|\*|https?:|ws:|blob:/);
  });

  it('come with their files, of known types only', async () => {
    const script = await get('app://argosy/assets/index-AB12.js');
    expect(await script.text()).toBe('start()');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await (await get('app://argosy/assets/index-AB12.js', 'HEAD')).text()).toBe('');
  });

  it.each([
    ['app://argosy/assets/none.js', 404],
    ['app://argosy/assets/more.js', 404],
    ['app://argosy/assets/index-AB12.js/x.js', 404],
    ['app://argosy/assets/notes.exe', 404],
    ['app://argosy/assets/link.js', 404],
    ['app://argosy/assets/out/secret.js', 404],
    ['app://argosy/assets/../secret.js', 200],
    ['app://argosy/assets/%2e%2e/secret.js', 200],
    ['app://other/assets/index-AB12.js', 400],
  ])('give nothing of what lies outside for %s', async (url, status) => {
    const answer = await get(url);
    expect(answer.status).toBe(status);
    const text = await answer.text();
    expect(text).not.toContain('secret');
    // 200 is the page: the address is a route of its own.
    if (status === 200) expect(text).toContain('id="root"');
    else expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('are there to be read only', async () => {
    expect((await get('app://argosy/', 'POST')).status).toBe(405);
  });
});
