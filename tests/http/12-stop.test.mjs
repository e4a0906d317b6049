import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { startServer } from '../support/server.mjs';

// Asks again and again on one connection until it is closed; answers the statuses.
function keepAsking(server, cookie, statuses) {
  const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1');
  const ask = () => socket.write(`GET /api/v1/divisions HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\n\r\n`);
  socket.on('error', () => {});
  socket.on('connect', ask);
  socket.on('data', (piece) => {
    for (const [, status] of piece.toString('latin1').matchAll(/HTTP\/1\.1 (\d+)/g)) statuses.push(status);
    setTimeout(ask, Math.random() * 8);
  });
  return socket;
}

test('a server that is told to stop while requests go on coming ends well, each time', async () => {
  const server = await startServer();
  server.addUser('office', 'coordinator', 'winter road 2020');
  const statuses = [];
  for (let round = 1; round <= 12; round++) { // one round in two broke it once
    const office = await server.signedIn('office', 'winter road 2020');
    const sockets = Array.from({ length: 6 }, () => keepAsking(server, office.cookie, statuses));
    await wait(150 + Math.random() * 100);
    const end = await server.halt();
    assert.deepEqual(end, { code: 0, signal: null }, `round ${round}: ${server.log}`);
    sockets.forEach((socket) => socket.destroy());
    await server.start();
  }
  assert.deepEqual([...new Set(statuses)].filter((status) => status !== '503'), ['200']);
  await server.stop();
});
