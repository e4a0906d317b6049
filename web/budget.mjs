// Fails the build when a page grows past its budget or names another origin. Sizes are gzip, in KB.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const folder = new URL('../build/web/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8'));
const size = (file) => gzipSync(readFileSync(new URL(file, folder))).length / 1024;
const entry = Object.values(manifest).find((chunk) => chunk.isEntry);
let failed = false;

function closure(chunk, seen = new Set()) {
  if (seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const name of chunk.imports ?? []) closure(manifest[name], seen);
  return seen;
}
function check(name, kilobytes, limit) {
  const over = kilobytes > limit;
  failed ||= over;
  console.log(`${over ? 'OVER ' : 'ok   '} ${name.padEnd(34)} ${kilobytes.toFixed(1).padStart(6)} KB of ${limit}`);
}
const sum = (files) => [...files].reduce((total, file) => total + size(file), 0);
const shared = closure(entry);
check('entry', sum(shared), 60);
for (const [name, chunk] of Object.entries(manifest)) {
  if (chunk.isDynamicEntry) check(name, sum([...closure(chunk)].filter((file) => !shared.has(file))), 40);
}
for (const file of new Set(Object.values(manifest).flatMap((chunk) => [...(chunk.css ?? []), ...(chunk.file.endsWith('.css') ? [chunk.file] : [])]))) check(file, size(file), 20);
for (const chunk of Object.values(manifest)) {
  const text = readFileSync(new URL(chunk.file, folder), 'utf8');
  const foreign = [...text.matchAll(/(?:fetch|import|src=|href=|EventSource|url)\(?["'`]?(https?:)?\/\/[a-z]/g)];
  if (foreign.length) { failed = true; console.log(`FOREIGN ${chunk.file}: ${foreign[0][0]}`); }
}
process.exit(failed ? 1 : 0);
