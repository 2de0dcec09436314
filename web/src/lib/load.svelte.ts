// What a page has asked for: loading, there, or a problem. The newest question wins.

import { get, Problem } from './api';
import { live } from './live.svelte';

export class Load<T> {
  data = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  loading = $state(true);
  #controller: AbortController | null = null;
  #ask: (signal: AbortSignal) => Promise<T>;

  constructor(ask: (signal: AbortSignal) => Promise<T>) {
    this.#ask = ask;
  }

  async run(): Promise<void> {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    this.loading = true;
    try {
      const data = await this.#ask(controller.signal);
      if (controller.signal.aborted) return;
      this.data = data;
      this.problem = null;
    } catch (cause) {
      if (controller.signal.aborted) return;
      this.problem =
        cause instanceof Problem ? cause : new Problem(0, 'The answer could not be read', String(cause), 'Reload the page.');
      if (this.problem.status === 401) live.locked = true;
    }
    this.loading = false;
  }

  stop(): void {
    this.#controller?.abort();
  }
}

/**
 * Loads what `path` says, again whenever it changes, whenever a token is entered and, if asked to, when
 * the store changes. A null path asks for nothing.
 */
export function load<T>(path: () => string | null, following = false): Load<T> {
  const state = new Load<T>((signal) => get<T>(path() ?? '', signal));
  $effect(() => {
    const asked = path();
    void live.token;
    if (following) void live.beat;
    if (asked === null) {
      state.loading = false;
      return;
    }
    void state.run();
    return () => state.stop();
  });
  return state;
}
