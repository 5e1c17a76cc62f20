import path from 'node:path';
import { ArgosyError } from '../model/index.ts';

/** The part of the machine that decides where data lives; handed in, so that each platform can be tested on any other. */
export interface HomeFacts {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The person's home folder, absolute. */
  readonly userHome: string;
  /** Resolves a relative ARGOSY_HOME. */
  readonly workingFolder: string;
}

/**
 * The folder of all data: `ARGOSY_HOME`, otherwise the platform's place for application data.
 * XDG base directory specification: a relative XDG_DATA_HOME is invalid and ignored.
 */
export function argosyHome(facts: HomeFacts): string {
  const files = facts.platform === 'win32' ? path.win32 : path.posix;
  const chosen = facts.env['ARGOSY_HOME'];
  if (chosen !== undefined && chosen !== '') {
    if (chosen.includes('\0')) throw new ArgosyError('InvalidArgument', 'ARGOSY_HOME contains a NUL character');
    return files.resolve(facts.workingFolder, chosen);
  }
  switch (facts.platform) {
    case 'win32':
      return files.join(
        absolute(files, facts.env['LOCALAPPDATA']) ?? files.join(facts.userHome, 'AppData', 'Local'),
        'Argosy',
      );
    case 'darwin':
      return files.join(facts.userHome, 'Library', 'Application Support', 'Argosy');
    default:
      return files.join(
        absolute(files, facts.env['XDG_DATA_HOME']) ?? files.join(facts.userHome, '.local', 'share'),
        'argosy',
      );
  }
}

/** Paths inside a home, so that no room invents its own. */
export interface HomeLayout {
  readonly home: string;
  readonly store: string;
  /** Bare Git caches. */
  readonly repositories: string;
  /** Sealed values that do not fit into the keychain. */
  readonly sealed: string;
  readonly logs: string;
  /** Private socket of the running engine; a named pipe on Windows. */
  readonly socket: string;
}

/** `user` keeps the pipes of two accounts of one Windows machine apart. */
export function homeLayout(home: string, platform: NodeJS.Platform): HomeLayout {
  const files = platform === 'win32' ? path.win32 : path.posix;
  return {
    home,
    store: files.join(home, 'argosy.db'),
    repositories: files.join(home, 'git'),
    sealed: files.join(home, 'sealed'),
    logs: files.join(home, 'logs'),
    socket:
      platform === 'win32'
        ? `\\\\.\\pipe\\argosy-${home.replace(/[^A-Za-z0-9]+/g, '-')}`
        : files.join(home, 'engine.sock'),
  };
}

function absolute(files: path.PlatformPath, folder: string | undefined): string | undefined {
  return folder !== undefined && folder !== '' && files.isAbsolute(folder) ? folder : undefined;
}
