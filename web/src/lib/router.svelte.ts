// Addresses of the pages. Links are plain links; a click on one changes the page without loading it.

export type Route =
  | { page: 'overview' }
  | { page: 'pair'; a: string; b: string }
  | { page: 'brief'; a: string; b: string }
  | { page: 'events' }
  | { page: 'article'; number: number }
  | { page: 'actor'; code: string }
  | { page: 'network' }
  | { page: 'search' }
  | { page: 'review' }
  | { page: 'status' }
  | { page: 'missing' };

export function match(path: string): Route {
  let parts: string[];
  try {
    parts = path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    return { page: 'missing' };
  }
  const [page, a, b, more] = parts;
  if (page === undefined) return { page: 'overview' };
  if (page === 'pair' && a && b) {
    if (more === undefined) return { page: 'pair', a, b };
    if (more === 'brief' && parts.length === 4) return { page: 'brief', a, b };
  }
  if (page === 'article' && a && /^\d+$/.test(a) && !b) return { page: 'article', number: Number(a) };
  if (page === 'actor' && a && !b) return { page: 'actor', code: a };
  if ((page === 'events' || page === 'network' || page === 'search' || page === 'review' || page === 'status') && !a)
    return { page };
  return { page: 'missing' };
}

class Router {
  path = $state(location.pathname);
  search = $state(location.search);
  hash = $state(location.hash);
  route = $derived(match(this.path));
  query = $derived(new URLSearchParams(this.search));

  start(): void {
    addEventListener('popstate', () => this.#read());
    document.addEventListener('click', (event) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const link = (event.target as Element | null)?.closest?.('a');
      if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
      if (/^\/(api|docs|openapi\.json|healthz)/.test(link.pathname)) return;
      if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
      event.preventDefault();
      this.go(link.pathname + link.search + link.hash);
    });
  }

  go(address: string, replace = false): void {
    const before = location.pathname;
    if (replace) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    this.#read();
    if (location.pathname !== before) {
      scrollTo(0, 0);
      // A screen reader is told of the new page; the ring is for what was reached by keyboard.
      requestAnimationFrame(() => document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true }));
    }
  }

  /** Changes the query of this page only. */
  ask(search: string, replace = false): void {
    this.go(this.path + search, replace);
  }

  #read(): void {
    this.path = location.pathname;
    this.search = location.search;
    this.hash = location.hash;
  }
}

export const router = new Router();

export const link = {
  pair: (a: string, b: string) => `/pair/${encodeURIComponent(a)}/${encodeURIComponent(b)}`,
  actor: (code: string) => `/actor/${encodeURIComponent(code)}`,
  article: (number: number, event?: string) => `/article/${number}${event ? `#e-${encodeURIComponent(event)}` : ''}`,
  event: (id: string) => `/events?event=${encodeURIComponent(id)}`,
};
