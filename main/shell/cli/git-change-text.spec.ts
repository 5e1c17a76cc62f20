import { describe, expect, it } from 'vitest';
import { type GitChange, gitChangeText } from './git-change-text.ts';

const SHA = '53e28ff20cc530b9ada2173fbbd64d48338583ba';
const map = (colour: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'web' },
  data: { colour },
});
const change: GitChange = {
  hash: 'h',
  repoURL: 'https://example.com/apps.git',
  branch: 'main',
  base: SHA,
  author: 'Ann <ann@example.invalid>',
  message: 'Revert "Paint it red"\n\nThis reverts commit 53e28ff.\n',
  undoes: [
    {
      revision: SHA,
      author: 'Bob',
      email: 'bob@example.invalid',
      date: Date.parse('2026-11-20T10:00:00Z'),
      message: 'Paint it red\n\nbody',
    },
  ],
  files: [
    { path: 'web/settings.yaml', change: 'changed', before: 'colour: red\n', after: 'colour: blue\n', inside: true },
    { path: 'docs/note.md', change: 'removed', before: 'x\n', inside: false },
    { path: 'web/logo.png', change: 'added', inside: true },
  ],
  objects: [
    {
      ref: { group: '', kind: 'ConfigMap', namespace: 'web', name: 'settings' },
      before: map('red'),
      after: map('blue'),
    },
  ],
  prunes: [],
  guards: [],
  warnings: ['docs/note.md belongs to nobody'],
};

describe('a commit before it is made', () => {
  it('shows where it goes, what it undoes, its files and its manifests', () => {
    expect(gitChangeText(change)).toBe(`Repository: https://example.com/apps.git
Branch:     main, on top of 53e28ff
Author:     Ann <ann@example.invalid>
Message:    Revert "Paint it red"

            This reverts commit 53e28ff.

Undoes 1 commit:
  53e28ff  2026-11-20  Bob  Paint it red

--- a/web/settings.yaml
+++ b/web/settings.yaml
@@ -1 +1 @@
-colour: red
+colour: blue
# outside the application's paths: docs/note.md
--- a/docs/note.md
+++ /dev/null
@@ -1 +0,0 @@
-x
# web/logo.png is added; it is no text

===== /ConfigMap web/settings ======
3c3
<   colour: red
---
>   colour: blue

Careful: docs/note.md belongs to nobody
`);
  });

  it('says when nothing changes', () => {
    const text = gitChangeText({ ...change, undoes: [], files: [], objects: [], warnings: [] });
    expect(text).toContain('\nNo file changes.\n\nThe rendered manifests do not change.\n');
    expect(text).not.toContain('Undoes');
  });

  it('is inert, and keeps tabs', () => {
    const evil = '\u001b]0;owned\u0007\u202e';
    const text = gitChangeText({
      ...change,
      repoURL: evil,
      branch: evil,
      author: evil,
      message: `${evil}\n${evil}`,
      undoes: [{ ...change.undoes[0]!, date: 1e18, author: evil, message: evil }],
      files: [{ path: `a${evil}`, change: 'changed', before: `\t${evil}\r\n`, after: '\tb\n', inside: false }],
      objects: [{ ...change.objects[0]!, after: map(evil) }],
      warnings: [evil],
    });
    expect(text).not.toMatch(/[^\P{Cc}\n\t]|\u202e/u);
    expect(text).toContain('\n+\tb\n');
  });
});
