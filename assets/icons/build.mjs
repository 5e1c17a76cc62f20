// `npm run build:icons`: draws every icon from argosy.svg and tray.mjs. Needs a Chromium (CHROMIUM names it); the results are committed, so
// nobody needs to run it who does not change the drawing.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { icns, ico } from './containers.mjs';
import { TRAY } from './tray.mjs';

const here = import.meta.dirname;
const drawing = readFileSync(join(here, 'argosy.svg'), 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
});
const page = await browser.newPage();

async function png(svg, size) {
  await page.setViewportSize({ width: size, height: size });
  const sized = svg.replace('<svg ', `<svg width="${size}" height="${size}" `);
  await page.setContent(`<style>html,body{margin:0;background:transparent}svg{display:block}</style>${sized}`);
  return page.screenshot({ omitBackground: true, clip: { x: 0, y: 0, width: size, height: size } });
}

const pictures = new Map();
for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) pictures.set(size, await png(drawing, size));
const of = (...sizes) => sizes.map((size) => ({ size, png: pictures.get(size) }));

writeFileSync(join(here, 'icon.ico'), ico(of(16, 24, 32, 48, 64, 128, 256)));
writeFileSync(join(here, 'icon.icns'), icns(of(16, 32, 64, 128, 256, 512, 1024)));
writeFileSync(join(here, 'icon.png'), pictures.get(512));
for (const folder of ['linux', 'tray']) {
  rmSync(join(here, folder), { recursive: true, force: true });
  mkdirSync(join(here, folder));
}
for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) writeFileSync(join(here, 'linux', `${size}x${size}.png`), pictures.get(size));
for (const [name, svg] of Object.entries(TRAY)) {
  writeFileSync(join(here, 'tray', `${name}.png`), await png(svg, 22));
  writeFileSync(join(here, 'tray', `${name}@2x.png`), await png(svg, 44));
}
await browser.close();
