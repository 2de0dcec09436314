// Light or dark: the system's choice until the reader makes one.

type Choice = 'system' | 'light' | 'dark';
const KEY = 'demarche.theme';

function stored(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function store(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Kept for this page only.
  }
}

class Theme {
  choice = $state<Choice>('system');

  start(): void {
    const kept = stored(KEY);
    if (kept === 'light' || kept === 'dark') this.choice = kept;
    this.#apply();
  }

  next(): void {
    const dark = this.choice === 'dark' || (this.choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
    this.choice = dark ? 'light' : 'dark';
    store(KEY, this.choice);
    this.#apply();
  }

  #apply(): void {
    if (this.choice === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.choice;
  }
}

export const theme = new Theme();

/** Single keys can be switched off: they get in the way of speech input. */
class Keys {
  on = $state(stored('demarche.keys') !== 'off');
  set(on: boolean): void {
    this.on = on;
    store('demarche.keys', on ? 'on' : 'off');
  }
}

export const keys = new Keys();

export function reviewer(): string {
  return stored('demarche.reviewer') ?? '';
}

export function setReviewer(name: string): void {
  store('demarche.reviewer', name);
}
