import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { commandLine, shownLine } from './copy-as-command.tsx';
import { StatusMark } from './status.tsx';

const HOSTILE = 'a\u202Eb\u001B[31m<img src=x>';

describe('a command to copy', () => {
  it('is quoted so that a shell takes it word by word', () => {
    expect(commandLine(['app', 'get', "it's; rm -rf $HOME"])).toBe("argosy app get 'it'\\''s; rm -rf $HOME'");
  });

  it('is shown inert and bounded, whatever is in it', () => {
    const line = commandLine(['config', 'set', HOSTILE]);
    expect(shownLine(line)).toBe("argosy config set 'a\uFFFDb\u241B[31m<img src=x>'");
    expect(shownLine('x'.repeat(1_000_000)).length).toBeLessThan(700);
  });
});

describe('a status that nobody knows', () => {
  it('is shown inert and bounded', () => {
    const shown = renderToStaticMarkup(<StatusMark kind="health" value={HOSTILE} />);
    expect(shown).toContain('a\uFFFDb\u241B[31m&lt;img');
    expect(shown).not.toContain('<img');
    expect(renderToStaticMarkup(<StatusMark kind="health" value={'x'.repeat(1_000_000)} />).length).toBeLessThan(1000);
  });
});
