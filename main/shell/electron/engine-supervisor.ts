import type { EngineNotice } from '../../../preload/desktop.ts';
import { ArgosyError } from '../../model/index.ts';
import type { Clock, Logger } from '../../runtime/index.ts';
import type { FrameClient, FrameLink } from '../browser/socket-link.ts';
import { decideAfterCrash, decideAfterSleep } from './restart-policy.ts';

/** The engine of this application. */
export interface OwnEngine {
  readonly link: (client: FrameClient) => FrameLink;
  /** Resolves when each application has been compared anew, or failed to be. */
  readonly readAgain: (signal: AbortSignal) => Promise<void>;
  /** Ends it in order. */
  readonly close: () => Promise<void>;
}

export interface SupervisorPorts {
  /** When `end` aborts, the engine ends at once, whatever it does: its `close` resolves, or its opening rejects. */
  readonly openOwn: (end: AbortSignal) => Promise<OwnEngine>;
  /** Frames to an engine that another process of this person runs; undefined when none does. */
  readonly linkToRunning: (client: FrameClient) => Promise<FrameLink | undefined>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An engine that does not end in order within this time is ended at once; its journal knows what was under way. Milliseconds. */
export const CLOSING_PATIENCE_MS = 10_000;
/** One that does not end even then is within the system or a native module, and holds the data folder: a second one would not get it. Milliseconds. */
export const ENDING_PATIENCE_MS = 3000;
/** After a sleep windows stay grey until everything was read again, but not for ever: then each row's own age tells. Milliseconds. */
export const READING_PATIENCE_MS = 30_000;

/**
 * Owns the engine of the application: opens it, gives links to it, takes them away while nothing can be known (asleep, waking up,
 * failed), starts it again once. A page whose link is taken keeps its last state in grey and asks for another.
 */
export class EngineSupervisor {
  readonly #ports: SupervisorPorts;
  readonly #links = new Set<{ readonly drop: () => void }>();
  readonly #listeners = new Set<(notice: EngineNotice) => void>();
  #own: { readonly opening: Promise<OwnEngine>; readonly end: AbortController } | undefined;
  #notice: EngineNotice;
  #starting: Promise<void> | undefined;
  #restartedAt: number | undefined;
  #reading: AbortController | undefined;
  #asleepSince: number | undefined;
  #failing = false;
  #closed = false;

  constructor(ports: SupervisorPorts) {
    this.#ports = ports;
    this.#notice = { state: 'starting', since: ports.clock.now() };
  }

  get notice(): EngineNotice {
    return this.#notice;
  }

  /** Told of every change. */
  onNotice(listener: (notice: EngineNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Uses an engine that runs already, otherwise opens one of its own. A failure is told by the notice. */
  start(): Promise<void> {
    this.#starting = this.#begin();
    return this.#starting;
  }

  async #begin(): Promise<void> {
    try {
      const probe = await this.#ports.linkToRunning({
        receive: () => true,
        drained: () => undefined,
        closed: () => undefined,
      });
      probe?.close();
      if (!probe) await this.#ownEngine();
      if (this.#notice.state === 'starting') this.#tell({ state: 'ready' });
    } catch (error) {
      // An engine that failed while it was opened is being started again.
      if (!this.#failing) this.#dead(error);
    }
  }

  /** A link for a page; while the engine is being opened, as soon as it is. Rejects while there is nothing true to be told. */
  async open(client: FrameClient): Promise<FrameLink> {
    await this.#starting;
    this.#refuseUnlessReady();
    let link: FrameLink | undefined;
    let ended = false;
    const entry = {
      drop: (): void => {
        end();
        link?.close();
      },
    };
    const end = (): void => {
      if (ended) return;
      ended = true;
      this.#links.delete(entry);
      client.closed();
    };
    const guarded: FrameClient = { ...client, closed: end };
    link = this.#own === undefined ? await this.#ports.linkToRunning(guarded) : undefined;
    link ??= (await this.#ownEngine()).link(guarded);
    // The engine may have gone, or the machine fallen asleep, while it was waited for.
    if (this.#notice.state !== 'ready' || ended) {
      link.close();
      this.#refuseUnlessReady();
      throw unavailable('the engine ended the connection');
    }
    this.#links.add(entry);
    const given = link;
    return {
      send: given.send,
      resume: given.resume,
      close: () => {
        ended = true;
        this.#links.delete(entry);
        given.close();
      },
    };
  }

  /** The engine has thrown what nobody caught. */
  async crashed(error: unknown): Promise<void> {
    const { logger, clock } = this.#ports;
    logger.error('the engine failed in a way that was not foreseen', { error });
    if (this.#closed || this.#failing || this.#notice.state === 'dead') return;
    this.#failing = true;
    try {
      const verdict = decideAfterCrash(this.#restartedAt, clock.now());
      this.#reading?.abort(new Error('the engine failed'));
      this.#tell({ state: 'restarting', because: messageOf(error) });
      this.#dropLinks();
      await this.#closeOwn();
      if (verdict === 'give-up') {
        this.#dead(error);
        return;
      }
      this.#restartedAt = clock.now();
      await this.#ownEngine();
      this.#tell({ state: 'ready' });
    } catch (failure) {
      this.#dead(failure);
    } finally {
      this.#failing = false;
    }
  }

  /** The person asks for another try. */
  async restart(): Promise<void> {
    if (this.#closed || this.#failing || this.#notice.state !== 'dead') return;
    this.#restartedAt = undefined;
    this.#tell({ state: 'starting' });
    await this.start();
  }

  suspended(): void {
    if (this.#closed || (this.#notice.state !== 'ready' && this.#notice.state !== 'reading')) return;
    this.#asleepSince = this.#ports.clock.now();
    this.#sleep();
  }

  /** Nothing that is known is true until it was read again. */
  async resumed(): Promise<void> {
    // Some systems tell of waking only.
    if (!this.#closed && this.#notice.state === 'ready') this.#sleep();
    if (this.#closed || this.#notice.state !== 'asleep') return;
    const { clock, logger } = this.#ports;
    const slept = this.#asleepSince === undefined ? undefined : clock.now() - this.#asleepSince;
    this.#asleepSince = undefined;
    this.#tell({ state: 'reading' });
    const reading = new AbortController();
    this.#reading = reading;
    const current = (): boolean => this.#reading === reading && this.#notice.state === 'reading';
    try {
      if (this.#own !== undefined && decideAfterSleep(slept) === 'reopen') {
        await this.#closeOwn();
        if (!current()) return;
        await this.#ownEngine();
      }
    } catch (error) {
      if (current()) this.#dead(error);
      return;
    }
    await this.#readAgain(reading, logger);
    if (!current()) return;
    this.#reading = undefined;
    this.#tell({ state: 'ready' });
  }

  #sleep(): void {
    this.#reading?.abort(new Error('the machine fell asleep'));
    this.#tell({ state: 'asleep' });
    this.#dropLinks();
  }

  /** What cannot be read in time is told by the age of its row. */
  async #readAgain(reading: AbortController, logger: Logger): Promise<void> {
    const patience = this.#ports.clock.after(READING_PATIENCE_MS, () =>
      reading.abort(new Error('not everything was read in time')),
    );
    try {
      await abortable((await this.#own?.opening)?.readAgain(reading.signal), reading.signal);
    } catch (error) {
      logger.warn('not everything was read again after the sleep', { error: messageOf(error) });
    } finally {
      patience.cancel();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#reading?.abort(new Error('the application ends'));
    this.#dropLinks();
    await this.#closeOwn();
  }

  #refuseUnlessReady(): void {
    const { state, because } = this.#notice;
    if (this.#closed || state !== 'ready') {
      throw unavailable(because === undefined ? `the engine is ${state}` : `the engine is ${state}: ${because}`);
    }
  }

  #ownEngine(): Promise<OwnEngine> {
    if (this.#closed) return Promise.reject(unavailable('the application ends'));
    if (this.#own) return this.#own.opening;
    const end = new AbortController();
    const opening = this.#ports.openOwn(end.signal).catch((error: unknown) => {
      if (this.#own === own) this.#own = undefined;
      throw error;
    });
    const own = { opening, end };
    this.#own = own;
    return opening;
  }

  async #closeOwn(): Promise<void> {
    const own = this.#own;
    if (!own) return;
    const closed = own.opening.then(
      (engine) => engine.close(),
      // What could not be opened is closed.
      () => undefined,
    );
    if (!(await this.#within(CLOSING_PATIENCE_MS, closed))) {
      this.#ports.logger.error('the engine did not end in order: it is ended at once');
      own.end.abort(new Error('the engine did not end in order'));
      if (!(await this.#within(ENDING_PATIENCE_MS, closed))) {
        throw new ArgosyError('Unavailable', 'the engine does not end', {
          advice: 'Quit Argosy and start it again.',
        });
      }
    }
    this.#own = undefined;
  }

  /** Whether it was done in time. Milliseconds. */
  #within(patienceMs: number, work: Promise<void>): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const patience = this.#ports.clock.after(patienceMs, () => resolve(false));
      work.then(() => resolve(true), reject).finally(() => patience.cancel());
    });
  }

  #dropLinks(): void {
    for (const { drop } of this.#links) drop();
  }

  #dead(error: unknown): void {
    this.#ports.logger.error('the engine cannot be started again', { error });
    const advice = error instanceof ArgosyError ? error.advice : undefined;
    this.#tell({ state: 'dead', because: messageOf(error), ...(advice === undefined ? {} : { advice }) });
    this.#dropLinks();
  }

  #tell(notice: Omit<EngineNotice, 'since'>): void {
    this.#notice = { ...notice, since: this.#ports.clock.now() };
    for (const listener of this.#listeners) listener(this.#notice);
  }
}

function unavailable(message: string): ArgosyError {
  return new ArgosyError('Unavailable', message, { retry: true });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function abortable(work: Promise<void> | undefined, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!work) return resolve();
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}
