// Makes the records of the mock from articles.jsonl by the real program:
// `node tests/mock/make.mjs PATH/TO/demarche`.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [program] = process.argv.slice(2);
if (!program) {
  console.error('make: name the program: node tests/mock/make.mjs ../target/release/demarche');
  process.exit(2);
}
const here = import.meta.dirname;
const data = join(here, 'data');
const run = (...args) => execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
mkdirSync(data, { recursive: true });
const articles = join(here, 'articles.jsonl');
const events = join(data, 'events.jsonl');
writeFileSync(events, run('code', articles, '--format', 'jsonl'));
for (const pair of [['GUY', 'VEN'], ['GRC', 'TUR'], ['ERI', 'ETH']]) {
  const ledger = ['ledger', events, '--articles', articles, '--pair', ...pair, '--since', '2026-01-01', '--format'];
  writeFileSync(join(data, `${pair.join('-')}.json`), run(...ledger, 'json', '--series'));
  writeFileSync(join(data, `${pair.join('-')}.md`), run(...ledger, 'markdown'));
}
