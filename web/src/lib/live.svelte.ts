// Whether the store changes while it is looked at: /api/v1/stream, one message a change.

import { token } from './api';

class Live {
  /** Grows when the store changed; pages that follow load again. At most every few seconds. */
  beat = $state(0);
  /** Grows when a token was entered. */
  token = $state(0);
  state = $state<'off' | 'on' | 'lost'>('off');
  /** The server asks for a token. */
  locked = $state(false);
  #source: EventSource | null = null;
  #waiting: ReturnType<typeof setTimeout> | null = null;

  start(): void {
    this.stop();
    // An EventSource can carry no token; without the stream pages stay as they were loaded.
    if (token() || typeof EventSource === 'undefined') return;
    const source = new EventSource('/api/v1/stream');
    this.#source = source;
    source.onopen = () => (this.state = 'on');
    source.onerror = () => (this.state = source.readyState === EventSource.CLOSED ? 'off' : 'lost');
    const changed = () => this.#soon();
    source.onmessage = changed;
    for (const name of ['change', 'reset']) source.addEventListener(name, changed);
  }

  stop(): void {
    this.#source?.close();
    this.#source = null;
    this.state = 'off';
  }

  #soon(): void {
    this.#waiting ??= setTimeout(() => {
      this.#waiting = null;
      this.beat += 1;
    }, 3000);
  }
}

export const live = new Live();
