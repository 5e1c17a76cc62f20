/** From the parser's events to JSON values: the hot half of reading YAML. One pass, no tags looked up for plain nodes. */

import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import { setField } from './json.ts';
import type { JsonValue } from './object.ts';
import { NOT_FINITE, resolvePlain } from './yaml-scalar.ts';

export interface ConstructLimits {
  readonly maxAliases: number;
  readonly maxExpanded: number;
  readonly lastKeyWins: boolean;
}

/** A text that parses but means no JSON value; `position` is an offset into it. */
export class ConstructError extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

interface Anchor {
  /** Undefined while the node is still open: an alias inside it would make a cycle. */
  readonly value: JsonValue | undefined;
  /** Values and characters it stands for. */
  readonly size: number;
}

/** Merge keys copy: their sum in one text is bounded as go-yaml's decoding is. */
const MOST_MERGED = 100_000;

/** The documents of a text, empty ones as null. */
export function constructJson(text: string, events: readonly Event[], limits: ConstructLimits): JsonValue[] {
  return new Construction(text, events, limits).documents();
}

class Construction {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #limits: ConstructLimits;
  #at = 0;
  #anchors = new Map<string, Anchor>();
  #aliases = 0;
  #merged = 0;
  /** Values and characters so far in this document, aliases written out. */
  #size = 0;

  constructor(text: string, events: readonly Event[], limits: ConstructLimits) {
    this.#text = text;
    this.#events = events;
    this.#limits = limits;
  }

  documents(): JsonValue[] {
    const values: JsonValue[] = [];
    while (this.#at < this.#events.length) {
      this.#at++;
      this.#anchors = new Map();
      this.#aliases = 0;
      this.#size = 0;
      values.push(this.#events[this.#at]!.type === EVENT_ID.POP ? null : this.#node());
      this.#at++;
    }
    return values;
  }

  // Depth is bounded by the parser's limit, so recursion is safe.
  #node(): JsonValue {
    const event = this.#events[this.#at++]!;
    switch (event.type) {
      case EVENT_ID.SCALAR: {
        const before = this.#size;
        const value = this.#scalar(event);
        if (event.anchorStart >= 0) this.#store(event, value, this.#size - before);
        return value;
      }
      case EVENT_ID.MAPPING: {
        const before = this.#size++;
        if (event.anchorStart >= 0) this.#store(event, undefined, 0);
        const value = this.#mapping();
        if (event.anchorStart >= 0) this.#store(event, value, this.#size - before);
        return value;
      }
      case EVENT_ID.SEQUENCE: {
        const before = this.#size++;
        if (event.anchorStart >= 0) this.#store(event, undefined, 0);
        const value: JsonValue[] = [];
        while (this.#events[this.#at]!.type !== EVENT_ID.POP) value.push(this.#node());
        this.#at++;
        if (event.anchorStart >= 0) this.#store(event, value, this.#size - before);
        return value;
      }
      case EVENT_ID.ALIAS:
        return this.#alias(event);
      default:
        throw new ConstructError('unexpected end of a node', 0);
    }
  }

  #mapping(): JsonValue {
    const fields: Record<string, JsonValue> = {};
    let inherited: Set<string> | undefined;
    for (let event = this.#events[this.#at]!; event.type !== EVENT_ID.POP; event = this.#events[this.#at]!) {
      const position = positionOf(event);
      if (event.type === EVENT_ID.SCALAR && this.#isMerge(event)) {
        this.#at++;
        inherited ??= new Set();
        this.#merge(fields, inherited, this.#node(), position);
        continue;
      }
      const name = this.#name(position);
      const value = this.#node();
      if (Object.hasOwn(fields, name)) {
        // What a merge brought may be overridden by the mapping itself; a name written twice may not.
        if (!inherited?.delete(name) && !this.#limits.lastKeyWins) {
          throw new ConstructError(`duplicated mapping key ${JSON.stringify(name)}`, position);
        }
      }
      if (name === '__proto__') setField(fields, name, value);
      else fields[name] = value;
    }
    this.#at++;
    return fields;
  }

  /** The JSON name that sigs.k8s.io/yaml writes for a key; null, lists and maps cannot be names. */
  #name(position: number): string {
    const key = this.#node();
    if (typeof key === 'string') return key;
    if (typeof key === 'number' || typeof key === 'boolean') return String(key);
    throw new ConstructError(`unsupported map key: ${JSON.stringify(key)?.slice(0, 100)}`, position);
  }

  #isMerge(event: ScalarEvent): boolean {
    if (event.valueEnd - event.valueStart !== 2 || this.#text.charCodeAt(event.valueStart) !== 0x3c) return false;
    return event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0 && this.#text.startsWith('<<', event.valueStart);
  }

  /** As go-yaml v2 does, and so every Kubernetes tool: what a merge brings replaces what stands before it, and yields to what follows. */
  #merge(fields: Record<string, JsonValue>, inherited: Set<string>, source: JsonValue, position: number): void {
    const mappings = Array.isArray(source) ? (source as readonly JsonValue[]).toReversed() : [source];
    for (const mapping of mappings) {
      if (typeof mapping !== 'object' || mapping === null || Array.isArray(mapping)) {
        throw new ConstructError('map merge requires map or sequence of maps as the value', position);
      }
      for (const [name, value] of Object.entries(mapping)) {
        if (++this.#merged > MOST_MERGED) throw new ConstructError(`more than ${MOST_MERGED} merged keys`, position);
        setField(fields, name, value);
        inherited.add(name);
      }
    }
  }

  #scalar(event: ScalarEvent): JsonValue {
    const source = getScalarValue(this.#text, event);
    this.#size += 1 + source.length;
    if (event.tagStart >= 0) return this.#tagged(event, source);
    if (event.style !== SCALAR_STYLE.PLAIN) return source;
    const value = resolvePlain(source);
    if (value === NOT_FINITE) throw new ConstructError(`unsupported value: ${source}`, positionOf(event));
    return value;
  }

  #tagged(event: ScalarEvent, source: string): JsonValue {
    const raw = this.#text.slice(event.tagStart, event.tagEnd);
    const tag = raw.replace(/^!<tag:yaml\.org,2002:(.*)>$/, '!!$1');
    const wrong = () =>
      new ConstructError(`cannot decode ${tag} ${JSON.stringify(source.slice(0, 60))}`, event.tagStart);
    const value = resolvePlain(source);
    switch (tag) {
      case '!!int':
        if (typeof value === 'number' && Number.isInteger(value)) return value;
        throw wrong();
      case '!!float':
        if (typeof value === 'number') return value;
        throw wrong();
      case '!!bool':
        if (typeof value === 'boolean') return value;
        throw wrong();
      case '!!null':
        if (value === null) return value;
        throw wrong();
      case '!!binary':
        return Buffer.from(source, 'base64').toString('utf8');
      default:
        // `!!str`, `!!timestamp`, and an application's own tags (`!Ref`), which go-yaml reads over.
        return source;
    }
  }

  #alias(event: Event & { readonly anchorStart: number; readonly anchorEnd: number }): JsonValue {
    const name = this.#text.slice(event.anchorStart, event.anchorEnd);
    if (++this.#aliases > this.#limits.maxAliases) {
      throw new ConstructError(`more than ${this.#limits.maxAliases} aliases`, event.anchorStart);
    }
    const anchor = this.#anchors.get(name);
    if (anchor === undefined) throw new ConstructError(`unknown alias ${JSON.stringify(name)}`, event.anchorStart);
    if (anchor.value === undefined) {
      throw new ConstructError(`the alias ${JSON.stringify(name)} contains itself`, event.anchorStart);
    }
    this.#size += anchor.size;
    if (this.#size > this.#limits.maxExpanded) {
      throw new ConstructError('document contains excessive aliasing', event.anchorStart);
    }
    return anchor.value;
  }

  #store(
    event: { readonly anchorStart: number; readonly anchorEnd: number },
    value: JsonValue | undefined,
    size: number,
  ): void {
    this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), { value, size });
  }
}

function positionOf(event: Event): number {
  if ('valueStart' in event && event.valueStart >= 0) return event.valueStart;
  if ('start' in event) return event.start;
  return 'anchorStart' in event && event.anchorStart >= 0 ? event.anchorStart : 0;
}
