// The filters of /api/v1/events as they stand in the address.

export const FILTERS = [
  'since', 'until', 'pair', 'country', 'actor', 'recipient', 'type', 'mode', 'quad', 'status', 'certainty',
  'place', 'source', 'min_confidence', 'review', 'q',
] as const;

export type FilterName = (typeof FILTERS)[number];
export type Filters = Partial<Record<FilterName, string>>;

/** What an address asks for. Empty values and names that are no filter are left out. */
export function read(search: string | URLSearchParams): Filters {
  const params = new URLSearchParams(search);
  const filters: Filters = {};
  for (const name of FILTERS) {
    const values = params.getAll(name).map((value) => value.trim()).filter(Boolean);
    if (values.length) filters[name] = values.join(',');
  }
  return filters;
}

/** The same as a query, in a fixed order, so that one question has one address. */
export function write(filters: Filters, more: Record<string, string | number | null | undefined> = {}): string {
  const params = new URLSearchParams();
  for (const name of FILTERS) {
    const value = filters[name]?.trim();
    if (value) params.set(name, value);
  }
  for (const [name, value] of Object.entries(more)) {
    if (value !== null && value !== undefined && value !== '') params.set(name, String(value));
  }
  const text = params.toString().replaceAll('%2C', ',');
  return text ? `?${text}` : '';
}

/** Sets a filter, or takes it away where it is set to that value. */
export function toggle(filters: Filters, name: FilterName, value: string): Filters {
  const next = { ...filters };
  if (next[name] === value) delete next[name];
  else next[name] = value;
  return next;
}

export function set(filters: Filters, name: FilterName, value: string | null): Filters {
  const next = { ...filters };
  if (value?.trim()) next[name] = value.trim();
  else delete next[name];
  return next;
}
