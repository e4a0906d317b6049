// What the benches of the server share: the cost of a process, a list of many projects.
import { readFileSync } from 'node:fs';

const TICK_US = 10000; // USER_HZ is 100 on Linux

export const cpuUs = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
};

export const rssKb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))[1]);

export const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

export const line = (figure) => console.log(JSON.stringify(figure));

// The example's rows again and again under new codes.
export function manyProjects(count) {
  const text = readFileSync(new URL('../../examples/harbin-2020/harbin-2020.csv', import.meta.url), 'utf8');
  const [header, ...rows] = text.trim().split(/\r?\n/);
  const list = [header];
  for (let i = 0; i < count; i++) {
    list.push(rows[i % rows.length].replace(/(\d{4}-\d{6}-\d\d-\d\d-)\d{6}/, `$1${100000 + i}`));
  }
  return list.join('\n');
}

export async function importMany(client, count) {
  const answer = await client.request('POST', '/api/v1/imports?programme=bench&year=2020&name=bench.csv', { body: manyProjects(count) });
  if (answer.status !== 200) throw new Error(`the import answers ${answer.status}: ${answer.text.slice(0, 300)}`);
}
