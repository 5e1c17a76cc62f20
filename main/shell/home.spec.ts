import { describe, expect, it } from 'vitest';
import { argosyHome, homeLayout } from './home.ts';

const at = (platform: NodeJS.Platform, env: Record<string, string>, userHome: string) =>
  argosyHome({ platform, env, userHome, workingFolder: platform === 'win32' ? 'C:\\work' : '/work' });

describe('the home of all data', () => {
  it.each<[NodeJS.Platform, Record<string, string>, string, string]>([
    ['linux', {}, '/home/me', '/home/me/.local/share/argosy'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/home/me', '/data/argosy'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/me', '/home/me/.local/share/argosy'],
    ['darwin', { XDG_DATA_HOME: '/data' }, '/Users/me', '/Users/me/Library/Application Support/Argosy'],
    ['win32', {}, 'C:\\Users\\me', 'C:\\Users\\me\\AppData\\Local\\Argosy'],
    ['win32', { LOCALAPPDATA: 'D:\\local' }, 'C:\\Users\\me', 'D:\\local\\Argosy'],
    ['linux', { ARGOSY_HOME: '/opt/a' }, '/home/me', '/opt/a'],
    ['linux', { ARGOSY_HOME: 'here' }, '/home/me', '/work/here'],
    ['linux', { ARGOSY_HOME: '' }, '/home/me', '/home/me/.local/share/argosy'],
    ['win32', { ARGOSY_HOME: 'here' }, 'C:\\Users\\me', 'C:\\work\\here'],
  ])('%s %j %s → %s', (platform, env, userHome, expected) => {
    expect(at(platform, env, userHome)).toBe(expected);
  });

  it('has its socket inside, or a pipe of its own on Windows', () => {
    expect(homeLayout('/h', 'linux').socket).toBe('/h/engine.sock');
    expect(homeLayout('C:\\a\\b', 'win32').socket).toBe('\\\\.\\pipe\\argosy-C-a-b');
    expect(homeLayout('C:\\a', 'win32').store).toBe('C:\\a\\argosy.db');
  });
});
