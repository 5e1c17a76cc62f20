import { type mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArgosyError } from '../model/index.ts';
import { makeFolder } from './make-folder.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'argosy-folder-'));
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const refusal = (folder: string, make?: typeof mkdirSync): ArgosyError => {
  try {
    makeFolder(folder, make);
  } catch (error) {
    if (error instanceof ArgosyError) return error;
    throw error;
  }
  throw new Error('it was made');
};

describe('makeFolder', () => {
  it('makes it for its owner only, and again without a word', () => {
    const folder = path.join(home, 'a', 'sandbox');
    makeFolder(folder);
    makeFolder(folder);
    if (process.platform !== 'win32') expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('names the file that stands in its place', () => {
    const folder = path.join(home, 'sandbox');
    writeFileSync(folder, '');
    const { code, message, subject, advice } = refusal(folder);
    expect({ code, subject }).toEqual({ code: 'FailedPrecondition', subject: folder });
    expect(message).toBe(`the folder of the sandbox cannot be made: ${folder}`);
    expect(advice).toBe(`That is a file. Move it away or give it another name, then start again.`);
  });

  it('names the file that stands on the way to it', () => {
    const file = path.join(home, 'argosy');
    writeFileSync(file, '');
    expect(refusal(path.join(file, 'deep', 'sandbox')).advice).toContain(`${file} is a file.`);
  });

  it.each([
    ['EACCES', 'You may not write there. Allow it for HOME, or set ARGOSY_HOME'],
    ['EROFS', 'That disk can only be read. Set ARGOSY_HOME'],
    ['ENOSPC', 'The disk is full.'],
    ['EIO', 'The system says: EIO: no luck.'],
  ])('has a way out of %s', (code, advice) => {
    const make = () => {
      throw Object.assign(new Error(`${code}: no luck`), { code });
    };
    expect(refusal(path.join(home, 'a', 'sandbox'), make).advice).toContain(advice.replace('HOME,', `${home},`));
  });
});
