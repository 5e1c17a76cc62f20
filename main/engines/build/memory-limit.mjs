// Go declares its memory without a maximum. This writes one into the module, so
// that the limit holds wherever the module runs.

const PAGE = 65536;
const MEMORY_SECTION = 5;

export function limitMemory(wasm, maxBytes) {
  for (let at = 8; at < wasm.length; ) {
    const id = wasm[at];
    const size = readUint(wasm, at + 1);
    const end = size.next + size.value;
    if (id === MEMORY_SECTION) {
      const section = withMaximum(wasm.subarray(size.next, end), maxBytes / PAGE);
      return Buffer.concat([
        wasm.subarray(0, at),
        Buffer.from([MEMORY_SECTION, ...uint(section.length), ...section]),
        wasm.subarray(end),
      ]);
    }
    at = end;
  }
  throw new Error('module has no memory section');
}

function withMaximum(section, pages) {
  const count = readUint(section, 0);
  const minimum = readUint(section, count.next + 1);
  if (count.value !== 1 || section[count.next] !== 0) throw new Error('expected one memory without maximum');
  if (minimum.value > pages) throw new Error(`module starts with ${minimum.value} pages, limit is ${pages}`);
  return [1, 1 /* has maximum */, ...uint(minimum.value), ...uint(pages)];
}

function readUint(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value, next: at };
  }
}

function uint(value) {
  const out = [];
  do {
    out.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value > 0);
  return out;
}
