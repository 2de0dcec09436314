// Weighs what a reader's first view loads before the map, as gzip sends it, and fails above the limit.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const LIMIT = 300_000;
const out = process.env.DEMARCHE_DASHBOARD ?? 'dist';
const manifestPath = join(out, '.vite/manifest.json');
if (!existsSync(manifestPath)) {
  console.error(`weigh: ${manifestPath} is not there; run \`vite build\` first`);
  process.exit(1);
}
const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
// Fonts are packed already.
const weight = (file) => {
  const bytes = readFileSync(join(out, file));
  return file.endsWith('.woff2') ? bytes.length : gzipSync(bytes, { level: 9 }).length;
};

function files(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const file of [...(chunk.css ?? []), ...(chunk.assets ?? [])]) seen.add(file);
  for (const other of chunk.imports ?? []) files(other, seen);
  return seen;
}

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const first = new Set(['index.html', 'icon.svg', ...files(entry)]);
let sum = 0;
for (const file of first) {
  const bytes = weight(file);
  sum += bytes;
  console.log(`${String(bytes).padStart(8)}  ${file}`);
}
console.log(`${String(sum).padStart(8)}  before the map (limit ${LIMIT})`);

for (const key of Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry)) {
  const own = [...files(key)].filter((file) => !first.has(file));
  console.log(`${String(own.reduce((all, file) => all + weight(file), 0)).padStart(8)}  more for ${key}`);
}
const all = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? all(join(folder, one.name)) : [join(folder, one.name)]));
console.log(`${String(all(out).reduce((whole, file) => whole + statSync(file).size, 0)).padStart(8)}  in the program, unpacked`);
if (sum > LIMIT) {
  console.error(`weigh: the first view weighs ${sum} bytes, more than ${LIMIT}; load what it does not need later`);
  process.exit(1);
}
