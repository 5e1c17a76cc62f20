import type { Artifact } from './artifact.ts';
import type { HostReply } from './protocol.ts';
import { HOST_SETUP, type HostProcess, type SpawnHost } from './spawn-host.ts';

export interface LinkEvents {
  onReply(reply: HostReply): void;
  onExit(reason: string): void;
}

export interface LinkOptions {
  readonly artifact: Artifact;
  readonly env: Readonly<Record<string, string>>;
  readonly entry: string;
  readonly spawn: SpawnHost;
}

/** One host process from its start to its end. After `kill` nothing is heard of it any more. */
export class HostLink {
  readonly #process: HostProcess;
  #over = false;

  constructor(options: LinkOptions, events: LinkEvents) {
    this.#process = options.spawn(
      { entry: options.entry, ...HOST_SETUP },
      {
        onMessage: (reply) => {
          if (!this.#over) events.onReply(reply);
        },
        onExit: (reason) => {
          if (this.#over) return;
          this.#over = true;
          events.onExit(reason);
        },
      },
    );
    this.#process.send({ type: 'start', artifact: options.artifact, env: options.env });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  call(lane: number, call: number, frame: Uint8Array): void {
    if (!this.#over) this.#process.send({ type: 'call', lane, call, frame });
  }

  end(lane: number): void {
    if (!this.#over) this.#process.send({ type: 'end', lane });
  }

  hold(on: boolean): void {
    if (!this.#over) this.#process.hold(on);
  }

  kill(): void {
    this.#over = true;
    this.#process.kill();
  }
}
