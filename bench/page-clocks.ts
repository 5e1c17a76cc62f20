/** What runs in a page to take its times, as a text: nothing of it is part of the pages themselves. */
export const PAGE_CLOCKS = `
window.clocks = (() => {
  let connected = 0;
  let painted = 0;
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...words) {
      super(...words);
      this.addEventListener('open', () => (connected ||= performance.now()));
    }
  };
  const look = () => {
    if (document.querySelector('[role=grid] .row.body')) requestAnimationFrame(() => (painted = performance.now()));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  const grid = () => document.querySelector('[role=grid]');
  let typed = { painted: [], filtered: [] };
  let asked = 0;
  let answeredAt = 0;
  const afterPaint = (then) => requestAnimationFrame(() => setTimeout(then));
  const onInput = (event) => {
    const at = event.timeStamp;
    asked = at;
    afterPaint(() => typed.painted.push(performance.now() - at));
  };
  const counted = new MutationObserver(() => {
    const at = asked;
    if (at > 0) afterPaint(() => {
      answeredAt = performance.now();
      typed.filtered.push(answeredAt - at);
    });
  });

  let frames;
  let running = false;
  const frame = (last) => (now) => {
    if (!running) return;
    frames.push(now - last);
    requestAnimationFrame(frame(now));
  };
  return {
    firstRow: () => ({ connected, painted }),
    /** Resolves with the time when a letter and the list that it leaves were both painted. */
    answered: () =>
      new Promise((resolve) => {
        const ask = () => (typed.painted.length > 0 && typed.filtered.length > 0 ? resolve(answeredAt) : setTimeout(ask, 1));
        ask();
      }),
    startTyping() {
      typed = { painted: [], filtered: [] };
      document.addEventListener('input', onInput, true);
      counted.observe(grid(), { attributes: true, attributeFilter: ['aria-rowcount'] });
    },
    stopTyping() {
      document.removeEventListener('input', onInput, true);
      counted.disconnect();
      return typed;
    },
    startFrames() {
      frames = [];
      running = true;
      requestAnimationFrame((now) => requestAnimationFrame(frame(now)));
    },
    stopFrames() {
      running = false;
      return frames;
    },
  };
})();
`;

/** Milliseconds as a line of figures. */
export function quantiles(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN).toFixed(0);
  return `p50 ${at(0.5)} p95 ${at(0.95)} max ${at(1)} ms`;
}

export function row(what: string, value: string, goal: string): void {
  process.stdout.write(`${what.padEnd(52)}${value.padStart(28)}   ${goal}\n`);
}
