// A server with the answers of /api/v1, the policy of the real one, and the built dashboard. For tests
// and for work on pages: `node tests/mock/server.mjs [--port N] [--hostile] [--empty] [--token T] [--slow MS]`.
import { readFileSync, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { hostile } from './hostile.mjs';

const argument = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? true);
};
const flag = (name) => process.argv.includes(`--${name}`);
const port = Number(argument('port', 4179));
const wanted = argument('token', null);
const slow = Number(argument('slow', 0));
const here = import.meta.dirname;
const dist = argument('dist', join(here, '../../dist'));
const lines = (path) => readFileSync(join(here, path), 'utf8').split('\n').filter(Boolean).map(JSON.parse);

const POLICY = "default-src 'self'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

// Every country that the articles name.
const NAMES = {
  BRA: 'Brazil', DEU: 'Germany', EGY: 'Egypt', ERI: 'Eritrea', ETH: 'Ethiopia', GBR: 'United Kingdom', GRC: 'Greece', GUY: 'Guyana',
  JPN: 'Japan', KEN: 'Kenya', LBY: 'Libya', SDN: 'Sudan', TUR: 'Turkey', USA: 'United States', VEN: 'Venezuela',
};

const source = lines('articles.jsonl');
const articles = source.map((one, i) => ({
  number: i + 1, id: one.id, title: one.title, source: one.source, url: one.url, date: one.date, story: i === 1 ? 1 : i + 1, text: one.text,
}));
let events = flag('empty') ? [] : lines('data/events.jsonl');
let strange = 0;
if (flag('hostile')) {
  // Every text that a page shows is one of the strings; spans stay within them.
  const next = () => hostile[strange++ % hostile.length];
  for (const article of articles) {
    article.title = next();
    article.source = next();
    article.url = strange % 2 ? `javascript:window.__run=(window.__run||0)+1//${strange}` : next();
    article.text = Array.from({ length: 36 }, next).join('\n\n');
  }
  const party = (one) => ({ ...one, text: next(), name: next() });
  events = events.map((event) => ({
    ...event,
    mode: next(),
    contexts: [next()],
    actors: event.actors.map(party),
    recipients: event.recipients.map(party),
    reported_by: event.reported_by && party(event.reported_by),
    place: event.place && { ...event.place, text: next(), name: next() },
    object: { kind: next(), name: next(), span: [3, 40] },
    evidence: { ...event.evidence, rule: next() },
  }));
}
const byArticle = new Map(articles.map((one) => [one.id, one]));
const head = ({ text: _, ...rest }) => rest;
const reviews = new Map();
const item = (event) => ({ event, article: head(byArticle.get(event.article_id)), review: reviews.get(event.id) ?? null });
const dayOf = (event) => event.date?.start ?? byArticle.get(event.article_id).date;
const countries = (event, side) => [...new Set((side ? event[side] : [...event.actors, ...event.recipients]).map((one) => one.country).filter(Boolean))];
const code = (list, wanted) => list.some((one) => one.code?.startsWith(wanted));

function select(query) {
  const get = (name) => query.get(name);
  return events
    .filter((event) => {
      const article = byArticle.get(event.article_id);
      const pair = get('pair')?.split(',');
      const review = reviews.get(event.id)?.verdict;
      return (
        (!get('since') || dayOf(event) >= get('since')) &&
        (!get('until') || dayOf(event) <= get('until')) &&
        (!pair || pair.every((one) => countries(event).includes(one))) &&
        (!get('country') || countries(event).includes(get('country'))) &&
        (!get('actor') || code(event.actors, get('actor'))) &&
        (!get('recipient') || code(event.recipients, get('recipient'))) &&
        (!get('type') || event.event_type === get('type')) &&
        (!get('mode') || event.mode === get('mode')) &&
        (!get('quad') || event.quad_class === Number(get('quad'))) &&
        (!get('status') || event.status === get('status')) &&
        (!get('certainty') || event.certainty === get('certainty')) &&
        (!get('place') || event.place?.name === get('place')) &&
        (!get('source') || article.source === get('source')) &&
        (!get('min_confidence') || event.confidence >= Number(get('min_confidence'))) &&
        (!get('review') || (get('review') === 'unreviewed' ? !review : { accepted: 'accept', edited: 'edit', rejected: 'reject' }[get('review')] === review)) &&
        (!get('q') || article.text.toLowerCase().includes(get('q').toLowerCase()))
      );
    })
    .sort((a, b) => (dayOf(b) < dayOf(a) ? -1 : dayOf(b) > dayOf(a) ? 1 : 0));
}

function paged(all, query) {
  const limit = Number(query.get('limit') ?? 50);
  if (!(limit >= 1 && limit <= 500)) throw problem(400, 'The request cannot be read', `limit is ${limit}`, 'give a limit from 1 to 500');
  const from = Number(query.get('cursor') ?? 0);
  return { items: all.slice(from, from + limit), next: from + limit < all.length ? String(from + limit) : null };
}

const tally = (values) => {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, n]) => ({ value: String(value), events: n })).sort((a, b) => b.events - a.events);
};
const quads = (list) => [1, 2, 3, 4].map((quad) => list.filter((event) => event.quad_class === quad).length);

class Answer extends Error {
  constructor(status, body) {
    super('answer');
    this.status = status;
    this.body = body;
  }
}
const problem = (status, title, detail, hint) => new Answer(status, { type: 'about:blank', title, status, detail, hint });

function ledger(query) {
  const pair = query.get('pair')?.split(',') ?? [];
  const path = join(here, 'data', `${[...pair].sort().join('-')}.json`);
  if (!existsSync(path) || flag('empty')) {
    return {
      schema: 'demarche.ledger/1', pair, at: '2026-03-18', since: null, account: { events: 0, duplicates: 0, articles: 0, undated: 0, later: 0 },
      incidents: [], measures: [], claims: [], requests: [], threats: [], contacts: [], silences: [], posture: [], changes: [],
      series: { daily: [], weekly: [], change_points: [] }, alerts: [],
    };
  }
  const answer = JSON.parse(readFileSync(path, 'utf8'));
  const lately = query.get('lately');
  const before = (days) => new Date(Date.parse(answer.at) - days * 86_400_000).toISOString().slice(0, 10);
  const since = query.get('since') ?? (lately ? before(Number(lately)) : null);
  if (since) answer.changes = answer.changes.filter((one) => one.date > since);
  if (flag('hostile')) {
    const next = () => hostile[strange++ % hostile.length];
    for (const list of ['incidents', 'measures', 'claims', 'requests', 'threats', 'posture', 'contacts', 'alerts', 'changes']) {
      for (const one of answer[list] ?? []) {
        for (const key of ['object', 'about', 'text', 'words', 'mode', 'kind', 'family', 'state', 'by', 'to', 'against', 'channel', 'level']) if (typeof one[key] === 'string') one[key] = next();
        if (one.place) one.place = typeof one.place === 'string' ? next() : { ...one.place, name: next() };
        if (one.evidence) one.evidence.words = next();
        for (const step of one.transitions ?? []) if (step.evidence) step.evidence.words = next();
      }
    }
  }
  return answer;
}

const pairs = () => flag('empty') ? [] : [['GUY', 'VEN'], ['ERI', 'ETH'], ['GRC', 'TUR']].map((pair) => ledger(new URLSearchParams({ pair: pair.join(',') })));

function overview() {
  const ledgers = pairs();
  const places = new Map();
  const only = new Map();
  for (const event of events) {
    const place = event.place;
    if (place?.lat != null && place.precision && place.precision !== 'country') {
      const key = `${place.lat},${place.lon}`;
      const list = places.get(key) ?? places.set(key, []).get(key);
      list.push(event);
    } else if (place?.country) only.set(place.country, (only.get(place.country) ?? 0) + 1);
  }
  const rows = ledgers.map((one) => {
    const weeks = one.series.weekly;
    const spark = weeks.map((week) => week.tension);
    const mean = spark.slice(0, -1).reduce((a, b) => a + b, 0) / Math.max(1, spark.length - 1);
    return { pair: one.pair, tension: spark.at(-1) ?? null, baseline: mean, change: (spark.at(-1) ?? 0) - mean, spark };
  });
  return {
    counts: { events: events.length, articles: events.length ? articles.length : 0, stories: events.length ? articles.length - 1 : 0, unreviewed: events.length - reviews.size },
    last_day: events.length ? '2026-03-18' : null,
    points: [...places.values()].map((list) => ({
      lat: list[0].place.lat, lon: list[0].place.lon, precision: list[0].place.precision, place: list[0].place.name, country: list[0].place.country,
      events: list.length, killed: list.reduce((sum, event) => sum + (event.quantities.killed ?? 0), 0), quads: quads(list),
    })),
    countries: [...only].map(([country, n]) => ({ country, events: n })),
    rising: rows.filter((row) => row.change > 0),
    easing: rows.filter((row) => row.change <= 0),
    incidents: ledgers.flatMap((one) => one.incidents).sort((a, b) => (a.start < b.start ? 1 : -1)),
    feeds: events.length ? feeds() : [],
  };
}

const alerts = () => pairs().flatMap((one) => [
  ...(one.alerts ?? []),
  ...one.incidents.filter((incident) => incident.killed?.best >= 4).map((incident) => ({ date: incident.start, kind: 'deaths', value: incident.killed.best, threshold: 4, text: `${incident.killed.best} killed in one incident` })),
].map((alert) => ({ ...alert, pair: one.pair }))).sort((a, b) => (a.date < b.date ? 1 : -1));

const feeds = () => [
  { title: flag('hostile') ? hostile[7] : 'Example Press, world', url: 'https://example.org/world.xml', state: 'well', last: '2026-03-18T09:40:00Z', failures: 0, problem: null },
  { title: 'Northern Wire', url: 'https://example.org/north.xml', state: 'failing', last: '2026-03-17T22:10:00Z', failures: 3, problem: flag('hostile') ? hostile[9] : 'the server answered 503; asked again in 20 minutes' },
];

function network(query) {
  const edges = new Map();
  const nodes = new Map();
  for (const event of select(query)) {
    const to = event.recipients.length ? countries(event, 'recipients') : countries(event, 'actors');
    for (const actor of countries(event, 'actors')) {
      for (const recipient of to) {
        if (actor === recipient) continue;
        const key = `${actor} ${recipient}`;
        const edge = edges.get(key) ?? edges.set(key, { actor, recipient, quads: [0, 0, 0, 0], events: 0 }).get(key);
        edge.quads[event.quad_class - 1]++;
        edge.events++;
        for (const one of [actor, recipient]) nodes.set(one, (nodes.get(one) ?? 0) + 1);
      }
    }
  }
  const least = Number(query.get('min') ?? 1);
  return {
    nodes: [...nodes].map(([one, n]) => ({ code: one, name: NAMES[one] ?? one, events: n })),
    edges: [...edges.values()].filter((edge) => edge.events >= least),
  };
}

function actor(wanted) {
  const mine = events.filter((event) => code([...event.actors, ...event.recipients], wanted));
  if (!mine.length && !(Object.hasOwn(NAMES, wanted))) throw problem(404, 'Not found', `no actor has the code "${wanted}"`, 'codes are a country and sectors, such as IND or INDMIL');
  const partners = new Map();
  const parties = new Map();
  const months = {};
  for (const event of mine) {
    (months[dayOf(event).slice(0, 7)] ??= [0, 0, 0, 0])[event.quad_class - 1]++;
    for (const one of [...event.actors, ...event.recipients]) if (one.code?.startsWith(wanted)) parties.set(one.code, (parties.get(one.code) ?? 0) + 1);
    for (const one of countries(event)) {
      if (wanted.startsWith(one)) continue;
      const list = partners.get(one) ?? partners.set(one, []).get(one);
      list.push(event);
    }
  }
  const strangeName = (name) => (flag('hostile') ? hostile[strange++ % hostile.length] : name);
  return {
    code: wanted, name: strangeName(NAMES[wanted] ?? wanted), months,
    partners: [...partners].map(([one, list]) => ({ code: one, name: strangeName(NAMES[one] ?? one), events: list.length, acts: quads(list.filter((event) => code(event.actors, wanted))), suffers: quads(list.filter((event) => code(event.recipients, wanted))) })).sort((a, b) => b.events - a.events),
    parties: [...parties].map(([one, n]) => ({ code: one, name: strangeName(one), events: n })),
    offices: [{ name: strangeName('Example Holder'), role: strangeName('head of government'), from: '2024-05-01', to: null }],
    latest: mine.slice(0, 20).map(item),
  };
}

function search(query) {
  const words = (query.get('q') ?? '').toLowerCase();
  if (!words) throw problem(400, 'The request cannot be read', 'q is missing', 'give the words to look for as q=');
  return paged(
    articles.filter((one) => events.length && (words === '*' || `${one.title} ${one.text}`.toLowerCase().includes(words))).map((one) => {
      const at = Math.max(0, one.text.toLowerCase().indexOf(words));
      const from = Math.max(0, at - 80);
      return { article: head(one), snippet: `${one.text.slice(from, at)}\u0001${one.text.slice(at, at + words.length)}\u0002${one.text.slice(at + words.length, at + 160)}` };
    }),
    query,
  );
}

function article(number) {
  const one = articles[number - 1];
  if (!one || !events.length) throw problem(404, 'Not found', `no article has the number ${number}`, '/api/v1/articles lists what there is');
  return {
    article: one,
    revisions: [{ number: 1, at: `${one.date}T08:00:00Z`, current: true }],
    copies: articles.filter((other) => other.story === one.story && other !== one).map(head),
    events: events.filter((event) => event.article_id === one.id).map((event) => ({
      event, review: reviews.get(event.id) ?? null,
      frame: { id: event.evidence.rule, meaning: flag('hostile') ? hostile[13] : 'One party does this to another.', source: `PLOVER 2.0, ${event.event_type}`, examples: ['Chad expelled two diplomats of Togo.'] },
    })),
  };
}

function read(path, query) {
  const [, name, value] = path.split('/').map(decodeURIComponent);
  switch (name) {
    case 'overview': return overview();
    case 'alerts': return paged(events.length ? alerts() : [], query);
    case 'events': {
      if (value === 'facets') {
        const all = select(query);
        return { counted: all.length, more: false, type: tally(all.map((e) => e.event_type)), status: tally(all.map((e) => e.status)), quad: tally(all.map((e) => e.quad_class)), country: tally(all.flatMap((e) => countries(e))), source: tally(all.map((e) => byArticle.get(e.article_id).source)) };
      }
      if (value) {
        const event = events.find((one) => one.id === value);
        if (!event) throw problem(404, 'Not found', `no current event has the id "${value}"`, 'it may have been coded anew; /api/v1/events lists what there is');
        return item(event);
      }
      return paged(select(query).map(item), query);
    }
    case 'articles': return article(Number(value));
    case 'search': return search(query);
    case 'ledger': return ledger(query);
    case 'actors': return actor(value);
    case 'network': return network(query);
    case 'countries': return { items: Object.entries(NAMES).map(([one, called]) => ({ code: one, name: called, cow: null, gw: null })), next: null };
    case 'review': {
      const queue = events.filter((event) => !reviews.has(event.id));
      if (query.get('order') === 'uncertain') queue.sort((a, b) => a.confidence - b.confidence);
      return paged(queue.map(item), query);
    }
    case 'status': return {
      version: '0.1.0', change: events.length, fingerprint: 'eb4cdb7f0ee69138',
      counts: { articles: articles.length, events: events.length, first_day: '2026-03-02', last_day: '2026-03-18' },
      runs: [{ id: 1, kind: 'ingest', engine: 'fast', version: '0.1.0', fingerprint: 'eb4cdb7f0ee69138', started: '2026-03-18T09:41:00Z', ended: '2026-03-18T09:41:02Z', received: 16, coded: 15, rejected: 1, duplicate: 0, revision: 0, events: events.length }],
      feeds: feeds(), problems: [{ run: 1, rejected: true, origin: 'archive/0412.html', reason: flag('hostile') ? hostile[15] : 'not in English', remedy: 'only English is coded', received: '2026-03-18T09:41:00Z' }],
    };
    default: throw problem(404, 'Not found', `nothing is at ${path}`, 'see /docs');
  }
}

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.json': 'application/json', '.woff2': 'font/woff2' };

const server = createServer(async (request, response) => {
  const url = new URL(request.url, `http://${request.headers.host}`);
  response.setHeader('content-security-policy', POLICY);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  const send = (status, type, body) => {
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  };
  if (url.pathname.startsWith('/api/v1/')) {
    if (slow) await new Promise((resolve) => setTimeout(resolve, slow));
    const path = url.pathname.slice('/api/v1'.length);
    try {
      if (wanted && request.headers.authorization !== `Bearer ${wanted}`) throw problem(401, 'A token is needed', 'this server answers nobody without a token', 'give one in the header Authorization: Bearer dmr_…');
      if (path === '/stream') {
        response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
        response.write(': open\n\n');
        return;
      }
      if (path === '/fail') throw problem(500, 'The server failed', 'made to fail', 'this is a test');
      if (request.method === 'POST' && path === '/corrections') {
        let body = '';
        for await (const chunk of request) body += chunk;
        const said = JSON.parse(body);
        if (!events.some((event) => event.id === said.event)) throw problem(404, 'Not found', `no event has the id "${said.event}"`, null);
        if (typeof said.reason !== 'string' || !said.by) throw problem(422, 'The correction cannot be kept', 'reason or by is missing', null);
        const review = { id: `c${reviews.size + 1}`, withdrawn: false, at: '2026-03-18T12:00:00Z', ...said };
        reviews.set(said.event, review);
        return send(201, 'application/json', JSON.stringify({ correction: review, known: false, event: null }));
      }
      if (path === '/brief') {
        const file = join(here, 'data', `${(url.searchParams.get('pair') ?? '').split(',').sort().join('-')}.md`);
        if (!existsSync(file)) throw problem(404, 'Not found', 'nothing is known of this pair', null);
        return send(200, 'text/markdown; charset=utf-8', flag('hostile') ? hostile.map((one, i) => `${['#', '##', '-', '1.', ''][i % 5]} ${one}`).join('\n\n') : readFileSync(file));
      }
      if (path === '/export') return send(200, 'text/csv', `id\n${select(url.searchParams).map((event) => event.id).join('\n')}\n`);
      return send(200, 'application/json', JSON.stringify(read(path, url.searchParams)));
    } catch (cause) {
      if (cause instanceof Answer) return send(cause.status, 'application/problem+json', JSON.stringify(cause.body));
      console.error(cause);
      return send(500, 'application/problem+json', JSON.stringify({ title: 'The mock failed', status: 500, detail: String(cause), hint: null }));
    }
  }
  let file = join(dist, normalize(url.pathname));
  if (!file.startsWith(dist) || !existsSync(file) || !statSync(file).isFile()) file = join(dist, 'index.html');
  send(200, TYPES[extname(file)] ?? 'application/octet-stream', readFileSync(file));
});
server.listen(port, '127.0.0.1', () => console.log(`mock: http://127.0.0.1:${port}`));
