// Single keys, never while something is typed or a dialog is open.

import { keys } from './theme.svelte';

export function typing(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  return (
    !keys.on ||
    event.defaultPrevented ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    document.querySelector('dialog[open]') !== null ||
    !!target?.closest?.('input, textarea, select, [contenteditable]')
  );
}

/** Runs what stands behind a key. */
export function onKeys(table: Record<string, (event: KeyboardEvent) => void>) {
  return (event: KeyboardEvent) => {
    const run = table[event.key];
    if (!run || typing(event)) return;
    event.preventDefault();
    run(event);
  };
}
