import type { Keyring } from '../keyring.ts';

/** A keychain in memory that a test can lock, silence and look into. */
export class FakeKeyring implements Keyring {
  readonly entries = new Map<string, Uint8Array>();
  calls = 0;
  /** Thrown by the next calls. */
  fails: Error | undefined;
  /** While set, calls wait for it. */
  waits: Promise<void> | undefined;
  /** Bytes; what Windows holds. */
  largest = 2_560;

  async get(service: string, account: string): Promise<Uint8Array | undefined> {
    await this.#asked();
    return this.entries.get(`${service}\n${account}`);
  }

  async set(service: string, account: string, value: Uint8Array): Promise<void> {
    await this.#asked();
    if (value.length > this.largest)
      throw new Error(`Attribute 'secret' is longer than platform limit of ${this.largest} chars`);
    this.entries.set(`${service}\n${account}`, Uint8Array.from(value));
  }

  async delete(service: string, account: string): Promise<void> {
    await this.#asked();
    this.entries.delete(`${service}\n${account}`);
  }

  async #asked(): Promise<void> {
    this.calls++;
    await this.waits;
    if (this.fails !== undefined) throw this.fails;
  }
}
