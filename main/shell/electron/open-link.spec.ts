import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../runtime/index.ts';
import { type LinkQuestion, linkOpener } from './open-link.ts';

function world() {
  const asked: LinkQuestion[] = [];
  const opened: string[] = [];
  const answers: ((agreed: boolean) => void)[] = [];
  const open = linkOpener({
    ask: (question) => {
      asked.push(question);
      return new Promise((resolve) => answers.push(resolve));
    },
    open: (url) => {
      opened.push(url);
      return Promise.resolve();
    },
    logger: silentLogger,
  });
  return { open, asked, opened, answers };
}

describe('the one way out', () => {
  it('shows the host and opens what was agreed to', async () => {
    const { open, asked, opened, answers } = world();
    const done = open('https://git.example.org/a');
    expect(asked).toEqual([{ message: 'Open git.example.org in your browser?', detail: 'https://git.example.org/a' }]);
    expect(opened).toEqual([]);
    answers[0]!(true);
    expect(await done).toBe(true);
    expect(opened).toEqual(['https://git.example.org/a']);
  });

  it('opens nothing without consent, and asks nothing about what it never opens', async () => {
    const { open, asked, opened, answers } = world();
    const done = open('http://git.example.org/');
    expect(asked[0]!.detail).toContain('not encrypted');
    answers[0]!(false);
    expect(await done).toBe(false);
    expect(await open('javascript:alert(1)')).toBe(false);
    expect(asked).toHaveLength(1);
    expect(opened).toEqual([]);
  });

  it('asks one question at a time', async () => {
    const { open, asked, answers } = world();
    const first = open('https://one.example/');
    expect(await open('https://two.example/')).toBe(false);
    answers[0]!(false);
    await first;
    void open('https://three.example/');
    expect(asked.map(({ message }) => message)).toEqual([
      'Open one.example in your browser?',
      'Open three.example in your browser?',
    ]);
  });

  it('keeps the question readable', () => {
    const { open, asked } = world();
    void open(`https://git.example.org/${'x'.repeat(3000)}`);
    expect(asked[0]!.detail.length).toBeLessThan(400);
  });
});
