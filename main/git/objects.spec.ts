import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommitSha } from '../model/index.ts';
import { parseCommit, parseTagTarget, parseTree } from './objects.ts';

const SHA = 'a'.repeat(40) as CommitSha;

function treeBytes(entries: readonly { mode: string; name: string; id: string }[]): Buffer {
  return Buffer.concat(
    entries.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]),
  );
}

describe('parseTree', () => {
  it('reads every mode', () => {
    const modes = { '100644': 'blob', '100664': 'blob', '100755': 'executable', '120000': 'link' };
    for (const [mode, kind] of Object.entries({ ...modes, '40000': 'tree', '160000': 'submodule' })) {
      expect(parseTree(treeBytes([{ mode, name: 'x', id: SHA }]), 20)).toEqual([{ name: 'x', kind, id: SHA }]);
    }
  });

  it('reads any names, and SHA-256 ids', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 20 }), fc.constantFrom(20 as const, 32 as const), (names, idBytes) => {
        const id = 'b7'.repeat(idBytes);
        const entries = names.map((one) => ({ mode: '100644', name: one, id }));
        expect(parseTree(treeBytes(entries), idBytes).map((entry) => [entry.name, entry.id])).toEqual(
          names.map((one) => [one, id]),
        );
      }),
    );
  });

  it('refuses bytes that are no tree, and never reads past the end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        try {
          parseTree(bytes, 20);
        } catch (error) {
          expect((error as { code?: string }).code).toBe('FailedPrecondition');
        }
      }),
    );
    expect(() => parseTree(treeBytes([{ mode: '100644', name: 'x', id: SHA }]).subarray(0, -1), 20)).toThrow(
      /malformed/,
    );
  });
});

describe('parseCommit', () => {
  it('passes over a signature and keeps the message whole', () => {
    const text = [
      `tree ${SHA}`,
      `parent ${SHA}`,
      `parent ${SHA}`,
      'author Ada <b> Example <ada@example.org> 1700000000 -0130',
      'committer X <x@y> 1 +0000',
      'gpgsig -----BEGIN-----',
      ' author Evil <evil@e> 2 +0000',
      ' -----END-----',
      '',
      'subject',
      '',
      'author Not <not@me> 3 +0000',
      '',
    ].join('\n');
    expect(parseCommit(SHA, Buffer.from(text))).toEqual({
      sha: SHA,
      tree: SHA,
      parents: [SHA, SHA],
      author: 'Ada <b> Example',
      email: 'ada@example.org',
      date: 1_700_000_000_000,
      message: 'subject\n\nauthor Not <not@me> 3 +0000\n',
    });
  });

  it('takes a broken author as it is, and refuses a commit without a tree', () => {
    expect(parseCommit(SHA, Buffer.from(`tree ${SHA}\nauthor nobody\n\nx`))).toMatchObject({
      author: 'nobody',
      date: 0,
    });
    expect(() => parseCommit(SHA, Buffer.from('tree HEAD\n\nx'))).toThrow(/malformed/);
    expect(() => parseCommit(SHA, Buffer.from(`tree ${SHA}\nparent ../x\n\n`))).toThrow(/malformed/);
  });
});

it('follows a tag to a commit or a tag, not to a blob', () => {
  expect(parseTagTarget(Buffer.from(`object ${SHA}\ntype commit\ntag x\n`))).toBe(SHA);
  expect(parseTagTarget(Buffer.from(`object ${SHA}\ntype blob\ntag x\n`))).toBeUndefined();
});
