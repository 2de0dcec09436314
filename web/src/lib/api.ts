// Reads and writes /api/v1. Errors are `application/problem+json` and say what to do.

const TOKEN = 'demarche.token';

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly hint: string | null,
  ) {
    super(title);
  }
}

export function token(): string | null {
  return sessionStorage.getItem(TOKEN);
}

export function setToken(value: string | null): void {
  if (value) sessionStorage.setItem(TOKEN, value);
  else sessionStorage.removeItem(TOKEN);
}

function headers(more: Record<string, string> = {}): Record<string, string> {
  const held = token();
  return held ? { ...more, authorization: `Bearer ${held}` } : more;
}

async function problem(response: Response): Promise<Problem> {
  let body: { title?: string; detail?: string; hint?: string } = {};
  try {
    body = (await response.json()) as typeof body;
  } catch {
    // Something between here and the server answered.
  }
  return new Problem(
    response.status,
    body.title ?? `The server answered ${response.status}`,
    body.detail ?? response.statusText,
    body.hint ?? (response.status >= 500 ? 'See the messages of `demarche serve`.' : null),
  );
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new Problem(0, 'The server does not answer', 'No connection could be made.', 'Is `demarche serve` still running?');
  }
  if (!response.ok) throw await problem(response);
  return response;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await ask(path, { headers: headers({ accept: 'application/json' }), signal: signal ?? null });
  return (await response.json()) as T;
}

export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  const response = await ask(path, { headers: headers(), signal: signal ?? null });
  return response.text();
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  const response = await ask(path, {
    method: 'POST',
    headers: headers({ accept: 'application/json', 'content-type': 'application/json' }),
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return (text ? JSON.parse(text) : null) as T;
}

/** Saves an answer as a file: a link alone could not carry the token. */
export async function download(path: string, name: string): Promise<void> {
  const response = await ask(path, { headers: headers() });
  const link = document.createElement('a');
  const address = URL.createObjectURL(await response.blob());
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
