// What a program or an engine answered, and whether the two are the same.

import { spawn } from 'node:child_process';
import { EngineError } from '../../main/engines/index.ts';

/** Runs an official program with nothing of this machine; its errors are stripped of decoration. */
export function runProgram(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { PATH: '/nonexistent', HOME: '/nonexistent', TZ: 'UTC' } });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0 ? { ok: true, text: out } : { ok: false, text: cleanError(err) }));
  });
}

export async function runEngine(call) {
  try {
    return { ok: true, text: await call };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { ok: false, text: error.message.trim(), code: error.code };
  }
}

function cleanError(text) {
  const from = text.lastIndexOf('\nError: ') + 1;
  return text
    .slice(from)
    .replace(/^Error: /, '')
    .replace(/\n\nUse --debug flag[\s\S]*$/, '')
    .replace(/\nUsage:\n[\s\S]*$/, '')
    .trim();
}

/** References to the network and features that need processes: both say no, each in its own words. */
const REFUSALS = new Set(['REMOTE', 'UNSUPPORTED']);

/**
 * `program` runs the official one; it runs again on a difference, because random functions differ from themselves and
 * some messages depend on the order of a map.
 */
export async function compare(program, engine, sameError) {
  const want = await program();
  if (want.ok && engine.ok) {
    if (want.text === engine.text) return { kind: 'equal output', passed: true };
    const again = await program();
    return again.text === want.text
      ? { kind: 'different output', passed: false, want: want.text, got: engine.text }
      : { kind: 'random output', passed: true };
  }
  if (want.ok !== engine.ok) {
    return {
      kind: want.ok ? 'only the engine fails' : 'only the program fails',
      passed: false,
      want: want.text,
      got: engine.text,
    };
  }
  if (REFUSALS.has(engine.code)) return { kind: 'refused by both', passed: true };
  for (let attempt = 0, text = want.text; attempt < 6; attempt++, text = (await program()).text) {
    if (sameError(text, engine.text)) return { kind: 'equal error', passed: true };
  }
  return { kind: 'other error text', passed: false, want: want.text, got: engine.text };
}
