import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArchiveEntry, asar, fuses, linuxDistribution, macDistribution, windowsDistribution } from './stand-in.ts';

const root = join(import.meta.dirname, '..', '..');
const OFF = 48;
const ON = 49;

/** What the fuses must be, by the names of @electron/fuses: the other list of them. */
const FUSES = {
  RunAsNode: OFF,
  EnableCookieEncryption: ON,
  EnableNodeOptionsEnvironmentVariable: OFF,
  EnableNodeCliInspectArguments: OFF,
  EnableEmbeddedAsarIntegrityValidation: ON,
  OnlyLoadAppFromAsar: ON,
  LoadBrowserProcessSpecificV8Snapshot: OFF,
  GrantFileProtocolExtraPrivileges: OFF,
};

let scratch: string;
beforeAll(() => {
  if (!existsSync(join(root, 'dist', 'electron-main.mjs')))
    throw new Error('there is no dist/: run `npm run build` first');
  scratch = mkdtempSync(join(tmpdir(), 'argosy-packaging-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Packed {
  readonly code: number;
  readonly output: string;
  readonly folder: string;
}

/** Packs one folder around a stand-in, without a network. */
function pack(platform: 'linux' | 'win' | 'mac', distribution: string, ...more: readonly string[]): Promise<Packed> {
  const out = join(scratch, `out-${platform}-${more.length}`);
  const cli = join(root, 'node_modules', 'electron-builder', 'cli.js');
  const args = [
    cli,
    `--${platform}`,
    'dir',
    '--x64',
    `-c.electronDist=${distribution}`,
    `-c.directories.output=${out}`,
  ];
  const child = spawn(process.execPath, [...args, ...more], {
    cwd: root,
    env: { ...process.env, ELECTRON_BUILDER_OFFLINE: 'true', CSC_IDENTITY_AUTO_DISCOVERY: 'false', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const folder = existsSync(out)
        ? readdirSync(out, { withFileTypes: true }).find((entry) => entry.isDirectory())
        : undefined;
      resolve({ code: code ?? 1, output, folder: join(out, folder?.name ?? 'none') });
    });
  });
}

interface Entry {
  readonly path: string;
  readonly size: number;
  readonly unpacked: boolean;
  readonly link: boolean;
}

function entries(archive: string): readonly Entry[] {
  const walk = (path: string, { files }: ArchiveEntry): readonly Entry[] =>
    Object.entries(files ?? {}).flatMap(([name, entry]) => {
      const at = path === '' ? name : `${path}/${name}`;
      if (entry.files) return walk(at, entry);
      return [{ path: at, size: entry.size ?? 0, unpacked: entry.unpacked === true, link: entry.link !== undefined }];
    });
  return walk('', asar.getRawHeader(archive).header);
}

async function fusesOf(program: string): Promise<Record<string, number | string>> {
  const wire = await fuses.getCurrentFuseWire(program);
  const names = Object.entries(fuses.FuseV1Options).filter(([name]) => !/^\d+$/.test(name));
  return Object.fromEntries(names.map(([name, index]) => [name, wire[String(index)]!]));
}

describe('the package for Linux', () => {
  let packed: Packed;
  let files: readonly Entry[];
  let archive: string;
  beforeAll(async () => {
    packed = await pack('linux', linuxDistribution(join(scratch, 'dist-linux')));
    expect(packed.code, packed.output).toBe(0);
    archive = join(packed.folder, 'resources', 'app.asar');
    files = entries(archive);
  });

  it('has the fuses that were chosen, and no others', async () => {
    expect(await fusesOf(join(packed.folder, 'argosy-desktop'))).toEqual(FUSES);
  });

  it('holds what runs', () => {
    const paths = files.map(({ path }) => path);
    for (const path of [
      'package.json',
      'LICENSE',
      'dist/electron-main.mjs',
      'dist/preload.cjs',
      'dist/engine-thread.mjs',
      'dist/engine-host.mjs',
      'dist/parse-thread.mjs',
      'dist/git-thread.mjs',
      'dist/renderer/index.html',
      'assets/engines/SHA256SUMS',
      'assets/engines/LICENSES',
      'assets/icons/icon.png',
      'node_modules/@napi-rs/keyring/package.json',
    ]) {
      expect(paths).toContain(path);
    }
    for (const engine of ['helm', 'kustomize', 'tools', 'apply'])
      expect(paths).toContain(`assets/engines/${engine}.wasm.zst`);
    for (const mark of ['good', 'drift', 'failing', 'progress', 'unknown', 'held', 'grey'])
      expect(paths).toEqual(
        expect.arrayContaining([`assets/icons/tray/${mark}.png`, `assets/icons/tray/${mark}@2x.png`]),
      );
  });

  it('holds nothing else', () => {
    const allowed = [
      /^package\.json$/,
      /^LICENSE$/,
      /^dist\/[\w-]+\.(?:mjs|cjs)$/,
      /^dist\/renderer\/index\.html$/,
      /^dist\/renderer\/assets\/[\w.-]+\.(?:js|css|svg|png|woff2)$/,
      /^assets\/engines\/(?:\w+\.wasm\.zst|SHA256SUMS|LICENSES)$/,
      /^assets\/icons\/(?:icon\.png|tray\/\w+(?:@2x)?\.png)$/,
      /^assets\/sandbox\/[\w./-]+$/,
      /^node_modules\/@napi-rs\/keyring\/(?:index\.js|keytar\.js|package\.json|LICENSE)$/,
      /^node_modules\/@napi-rs\/keyring-linux-x64-(?:gnu|musl)\/[\w.-]+$/,
    ];
    expect(files.filter(({ path }) => !allowed.some((pattern) => pattern.test(path))).map(({ path }) => path)).toEqual(
      [],
    );
    expect(files.filter(({ link }) => link)).toEqual([]);
    // The command line needs Node; developers' maps and sources stay at home.
    for (const { path } of files) expect(path).not.toMatch(/(?:^dist\/(?:argosy|run-browser)|\.map$|\.ts$|\.spec\.)/);
  });

  it('stays small', () => {
    const size = files.reduce((sum, file) => sum + file.size, 0);
    // 25.9 MB when this was written: 16.6 the engines, 5.8 the native keychain.
    expect(size).toBeLessThan(34e6);
  });

  it('says nothing about the machine that built it', () => {
    for (const { path, unpacked } of files) {
      if (unpacked || !/\.(?:mjs|cjs|js|css|html|json)$/.test(path)) continue;
      expect(asar.extractFile(archive, path).includes(root), path).toBe(false);
    }
  });

  it('unpacks the native module, which no archive can hold, and only that', () => {
    const unpacked = files.filter((file) => file.unpacked);
    expect(unpacked.map(({ path }) => path)).toEqual([
      expect.stringMatching(/^node_modules\/@napi-rs\/keyring-linux-x64-\w+\/[\w.-]+\.node$/),
    ]);
    expect(statSync(join(`${archive}.unpacked`, unpacked[0]!.path)).size).toBe(unpacked[0]!.size);
  });

  it('carries the digest of every file', () => {
    const walk = (entry: ArchiveEntry): void => {
      for (const child of Object.values(entry.files ?? {})) {
        if (child.files) walk(child);
        else
          expect(child.integrity).toMatchObject({ algorithm: 'SHA256', hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
      }
    };
    walk(asar.getRawHeader(archive).header);
  });

  it('has a manifest without scripts and developers’ dependencies', () => {
    const manifest = JSON.parse(asar.extractFile(archive, 'package.json').toString()) as Record<string, unknown>;
    expect(manifest).toMatchObject({ name: 'argosy', main: 'dist/electron-main.mjs', type: 'module' });
    expect(manifest).not.toHaveProperty('scripts');
    expect(manifest).not.toHaveProperty('devDependencies');
  });

  it('leaves languages out that it does not speak', () => {
    expect(readdirSync(join(packed.folder, 'locales'))).toEqual(['en-US.pak']);
  });

  describe('started', () => {
    interface Told {
      readonly version: { readonly argosy: string; readonly node: string; readonly engines: Record<string, string> };
      readonly overSocket: unknown;
      readonly refused: string;
      readonly delay: Record<string, number>;
      readonly engineDelay: Record<string, number>;
      readonly manifests: readonly string[];
      readonly sandbox: { readonly clusters: readonly string[] };
      readonly fleet: readonly string[];
      readonly page: { readonly status: number; readonly policy: string; readonly text: string };
      readonly window: { readonly webPreferences: Record<string, unknown>; readonly show: boolean };
      readonly address: string;
      readonly schemes: readonly unknown[];
      readonly forks: readonly string[];
      readonly removed: readonly string[];
      readonly tray: string;
      readonly code: number;
    }
    let told: Told;
    let home: string;
    beforeAll(() => {
      const repository = join(scratch, 'repository');
      mkdirSync(repository);
      writeFileSync(join(repository, 'kustomization.yaml'), 'namePrefix: smoke-\nresources: [settings.yaml]\n');
      writeFileSync(
        join(repository, 'settings.yaml'),
        'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: { name: settings }\nspec: { description: smoke }\n',
      );
      const git = (...args: readonly string[]) =>
        execFileSync('git', ['-C', repository, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args]);
      git('init', '-q');
      git('add', '.');
      git('commit', '-q', '-m', 'Begin');
      home = join(scratch, 'home');
      const output = execFileSync(join(packed.folder, 'argosy-desktop'), ['argosy://app/argocd/smoke'], {
        env: {
          PATH: process.env['PATH'],
          HOME: scratch,
          ARGOSY_HOME: home,
          ARGOSY_SECRETS: 'memory',
          ARGOSY_TEST_NODE: process.execPath,
          ARGOSY_TEST_REPOSITORY: repository,
        },
        encoding: 'utf8',
        timeout: 240_000,
      });
      told = JSON.parse(output.trim().split('\n').at(-1)!) as Told;
    });

    it('answers requests of a page through its own preload script, and of the command line', () => {
      const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
      expect(told.version.argosy).toBe(`v${version}`);
      expect(Object.keys(told.version.engines).sort()).toEqual(['apply', 'helm', 'kustomize', 'tools']);
      expect(told.overSocket).toEqual(told.version);
      expect(told.refused).toBe('InvalidArgument');
    });

    it('renders in a utility process from the package', () => {
      expect(told.manifests).toEqual(['AppProject/smoke-settings']);
      expect(new Set(told.forks)).toEqual(new Set(['/dist/engine-host.mjs']));
    });

    it('brings the sandbox: simulated clusters, Git, and applications that get synced', () => {
      expect(told.sandbox.clusters).toEqual(['staging', 'production']);
      expect(told.fleet.length).toBeGreaterThanOrEqual(4);
    });

    it('measures its loop, and that of the engine in its thread', () => {
      const measured = { p50: expect.any(Number), p99: expect.any(Number), max: expect.any(Number) };
      expect(told.delay).toMatchObject(measured);
      expect(told.engineDelay).toMatchObject(measured);
    });

    it('serves the pages under a strict policy', () => {
      expect(told.page.status).toBe(200);
      expect(told.page.text).toContain('<div id="root">');
      expect(told.page.policy).toContain("default-src 'none'");
      expect(told.page.policy).toContain("connect-src 'none'");
      expect(told.page.policy).not.toMatch(/unsafe|\*|https?:/);
      const nonce = /'nonce-([^']+)'/.exec(told.page.policy)![1]!;
      expect(told.page.text).toContain(`content="${nonce}"`);
      expect(told.schemes).toEqual([
        { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
      ]);
    });

    it('opens a window that trusts its page with nothing, where the deep link leads', () => {
      expect(told.window.webPreferences).toMatchObject({
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        devTools: false,
      });
      expect(told.address).toBe('app://argosy/apps/argocd/smoke');
      expect(told.removed).toEqual(['remote-debugging-port', 'remote-debugging-pipe']);
    });

    it('ends in order', () => {
      expect(told.code).toBe(0);
      expect(existsSync(join(home, 'engine.sock'))).toBe(false);
      const log = readFileSync(join(home, 'logs', 'argosy.log'), 'utf8')
        .trim()
        .split('\n');
      const messages = log.map((line) => JSON.parse(line) as { level: string; msg: string });
      expect(messages[0]!.msg).toBe('started');
      expect(messages.at(-1)!.msg).toBe('ended');
      expect(messages.filter(({ level }) => level === 'error')).toEqual([]);
    });
  });
});

describe('packages for other systems', () => {
  it('are not made without their keychain', async () => {
    const packed = await pack('win', windowsDistribution(join(scratch, 'dist-win')));
    expect(packed.code).not.toBe(0);
    expect(packed.output).toContain("The keychain's native part for win32 x64 is not in the package");
    expect(packed.output).toContain('npm install --no-save --force @napi-rs/keyring-win32-x64-msvc');
  });

  it('have the same fuses and the digest of the archive on macOS', async () => {
    const packed = await pack(
      'mac',
      macDistribution(join(scratch, 'dist-mac')),
      `-c.afterPack=${join(import.meta.dirname, 'unchecked.mjs')}`,
      '-c.mac.identity=null',
    );
    expect(packed.code, packed.output).toBe(0);
    const contents = join(packed.folder, 'Argosy.app', 'Contents');
    expect(await fusesOf(join(packed.folder, 'Argosy.app'))).toEqual(FUSES);
    const { headerString } = asar.getRawHeader(join(contents, 'Resources', 'app.asar'));
    const plist = readFileSync(join(contents, 'Info.plist'), 'utf8');
    expect(plist).toContain(createHash('sha256').update(headerString).digest('hex'));
    expect(plist).toMatch(/<key>CFBundleURLSchemes<\/key>\s*<array>\s*<string>argosy<\/string>/);
    expect(existsSync(join(contents, 'Resources', 'icon.icns'))).toBe(true);
  });
});
