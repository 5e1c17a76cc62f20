/** How states are written: words alone for programs, with their shape for people, and in colour where that is wanted (ux.md §1). */
export type Style = 'plain' | 'shapes' | 'colours';

/** Words alone when the output is no terminal, so that scripts see what argocd prints. https://no-color.org for NO_COLOR. */
export function styleOf(terminal: boolean, env: NodeJS.ProcessEnv): Style {
  if (!terminal) return 'plain';
  return env['NO_COLOR'] || env['TERM'] === 'dumb' ? 'shapes' : 'colours';
}

const GREEN = 32;
const YELLOW = 33;
const RED = 31;
const CYAN = 36;
const MAGENTA = 35;
const GREY = 90;

/** Shape and SGR colour of every state word. */
const MARKS: ReadonlyMap<string, readonly [shape: string, colour: number]> = new Map([
  ['Synced', ['✓', GREEN]],
  ['OutOfSync', ['↕', YELLOW]],
  ['Unknown', ['?', GREY]],
  ['Healthy', ['♥', GREEN]],
  ['Progressing', ['◔', CYAN]],
  ['Degraded', ['✕', RED]],
  ['Suspended', ['‖', MAGENTA]],
  ['Missing', ['◌', YELLOW]],
  ['Running', ['◔', CYAN]],
  ['Terminating', ['◔', CYAN]],
  ['Succeeded', ['✓', GREEN]],
  ['Successful', ['✓', GREEN]],
  ['Failed', ['✕', RED]],
  ['SyncFailed', ['✕', RED]],
  ['Error', ['✕', RED]],
  ['Pruned', ['✓', GREEN]],
  ['PruneSkipped', ['‖', MAGENTA]],
]);

/** A text that begins with a state word: `Synced`, `OutOfSync from HEAD (53e28ff)`. Other texts stay as they are. */
export function statusText(text: string, style: Style): string {
  if (style === 'plain') return text;
  const [word = ''] = text.split(' ', 1);
  const mark = MARKS.get(word);
  if (mark === undefined) return text;
  const shaped = `${mark[0]} ${word}`;
  return (style === 'colours' ? paint(shaped, mark[1]) : shaped) + text.slice(word.length);
}

/** Less important than what stands around it. */
export function faint(text: string, style: Style): string {
  return style === 'colours' ? paint(text, GREY) : text;
}

const SGR = '\u001b[';

function paint(text: string, colour: number): string {
  return `${SGR}${colour}m${text}${SGR}0m`;
}

/** Characters that are seen: without the colour sequences of this file. */
export function withoutColour(text: string): string {
  if (!text.includes(SGR)) return text;
  return text
    .split(SGR)
    .map((part, index) => (index === 0 ? part : part.slice(part.indexOf('m') + 1)))
    .join('');
}
