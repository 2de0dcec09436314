// The wire forms this dashboard reads: demarche.event/1, demarche.ledger/1 and the answers of /api/v1.

export type Span = [number, number];

export interface Party {
  text: string;
  span: Span;
  name: string | null;
  entity: string | null;
  country: string | null;
  sectors: string[];
  code: string | null;
  role: string | null;
  basis: string | null;
}

export type Precision = 'place' | 'city' | 'region' | 'admin1' | 'country' | string;

export interface Place {
  text: string;
  span: Span | null;
  name: string | null;
  country: string | null;
  admin1: string | null;
  lat: number | null;
  lon: number | null;
  geonames_id: number | null;
  precision: Precision | null;
}

export interface EventDate {
  start: string;
  end: string;
  basis: string;
  span: Span | null;
}

export type Counts = Record<'killed' | 'injured' | 'arrested' | 'displaced', number | null>;

export interface Event {
  schema: string;
  id: string;
  article_id: string;
  sentence: number;
  event_type: string;
  mode: string | null;
  contexts: string[];
  quad_class: number;
  score: number;
  cameo: string | null;
  goldstein: number | null;
  status: string;
  certainty: string;
  reported_by: Party | null;
  actors: Party[];
  recipients: Party[];
  date: EventDate | null;
  place: Place | null;
  object: { kind: string; name: string | null; span: Span | null } | null;
  quantities: Counts;
  evidence: { sentence: Span; trigger: Span; rule: string };
  confidence: number;
  coder: { version: string; engine: string; codebook: string; fingerprint: string };
}

export interface Review {
  id: string;
  event: string;
  verdict: 'accept' | 'edit' | 'reject' | 'merge' | 'add';
  event_after?: Event | null;
  into?: string | null;
  reason?: string | null;
  by: string;
  at: string;
}

export interface ArticleHead {
  number: number;
  id: string;
  title: string | null;
  source: string | null;
  url: string | null;
  date: string | null;
  story: number | null;
}

export interface EventItem {
  event: Event;
  article: ArticleHead;
  review: Review | null;
}

export interface Frame {
  id: string;
  meaning: string | null;
  source: string | null;
  examples: string[];
}

export interface ArticlePage {
  article: ArticleHead & { text: string };
  revisions?: { number: number; at: string | null; current?: boolean }[];
  copies?: ArticleHead[];
  events: { event: Event; review: Review | null; frame: Frame | null }[];
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Point {
  lat: number;
  lon: number;
  precision: Precision | null;
  place: string | null;
  country: string | null;
  events: number;
  killed: number | null;
  quads: number[];
}

export interface PairRow {
  pair: [string, string];
  tension: number | null;
  baseline: number | null;
  change: number | null;
  events?: number;
  last?: string | null;
  spark: (number | null)[];
}

export interface Alert {
  pair?: [string, string] | null;
  country?: string | null;
  date: string;
  kind: string;
  value: number | null;
  threshold: number | null;
  text: string;
}

export interface Feed {
  name?: string | null;
  url?: string | null;
  title?: string | null;
  state?: string | null;
  last?: string | null;
  failures?: number | null;
  problem?: string | null;
}

export interface Overview {
  counts: Record<string, number>;
  last_day: string | null;
  points: Point[];
  countries: { country: string; events: number; killed?: number | null; quads?: number[] }[];
  rising: PairRow[];
  easing: PairRow[];
  incidents: Incident[];
  feeds: Feed[];
}

export interface Evidence {
  event: string;
  article: string;
  sentence: Span;
  trigger: Span;
  words: string;
}

export interface Range {
  low: number;
  high: number;
  best: number;
}

export interface Incident {
  id: string;
  family: string;
  event_type: string;
  modes: string[];
  start: string | null;
  end: string | null;
  undated: boolean;
  place: { name: string | null; country: string | null; at: [number, number] | null; precision: string | null } | null;
  by: string[];
  against: string[];
  killed: Range | null;
  injured: Range | null;
  arrested: Range | null;
  displaced: Range | null;
  claimed_by: string[];
  denied_by: string[];
  sources: string[];
  first_report: string | null;
  last_report: string | null;
  evidence: Evidence;
  events: string[];
}

export interface Transition {
  state: string;
  date: string | null;
  by_then: boolean;
  reported: string | null;
  by: string | null;
  events: string[];
  evidence: Evidence | null;
}

export interface Measure {
  id: string;
  by: string;
  by_code: string | null;
  against: string | null;
  against_code: string | null;
  kind: string;
  object: string | null;
  object_kind: string | null;
  place: string | { name?: string | null } | null;
  state: string;
  since: string | null;
  since_by: boolean;
  until: string | null;
  denied_by: string[];
  breaches: string[];
  transitions: Transition[];
  events: string[];
}

export interface Claim {
  id: string;
  by: string;
  against: string | null;
  about: string | null;
  incident: string | null;
  state: string;
  since: string | null;
  denied_by: string[];
  investigated_by: string[];
  confirmed_by: string[];
  transitions: Transition[];
  events: string[];
}

export interface Ask {
  id: string;
  by: string;
  to: string | null;
  mode: string | null;
  object: string | null;
  state: string;
  since: string | null;
  last: string | null;
  answered: string | null;
  answers: string[];
  evidence: Evidence | null;
  answer_evidence: Evidence | null;
  events: string[];
}

export interface Contact {
  between: string[];
  level: string;
  channel: string | null;
  through: string[];
  last: string | null;
  days: number;
  evidence: Evidence | null;
  events: string[];
}

export interface Silence {
  between: string[];
  last: string | null;
  days: number;
  usual: number | null;
  unusual: boolean;
}

export interface Step {
  date: string;
  reports: number;
  events: number;
  quads: number[];
  plover: number;
  goldstein: number;
  killed: number;
  tension: number;
  short?: { mean: number; deviation: number; change: number; weeks: number } | null;
  long?: { mean: number; deviation: number; change: number; weeks: number } | null;
}

export interface Series {
  daily: Step[];
  weekly: Step[];
  change_points?: (string | { date: string })[];
}

export interface Change {
  date: string | null;
  reported: string | null;
  what: string;
  text: string;
  words: string | null;
  events: string[];
}

export interface Ledger {
  schema: string;
  pair: string[] | null;
  at: string | null;
  since: string | null;
  account: { events: number; duplicates: number; articles: number; undated: number; later: number };
  incidents: Incident[];
  measures: Measure[];
  claims: Claim[];
  requests: Ask[];
  threats: Ask[];
  contacts: Contact[];
  silences: Silence[];
  posture: Measure[];
  changes?: Change[];
  series?: Series;
  alerts?: Alert[];
}

export interface Country {
  code: string;
  name: string;
  cow?: number | string | null;
  gw?: number | string | null;
}
