// A server of SMTP on loopback (RFC 5321, STARTTLS of RFC 3207, AUTH PLAIN of RFC 4954): as much of it
// as a client may ask for, strict about line ends and the order of commands. Messages arrive with their
// dots unstuffed; `refuse` makes the next recipients be refused for now.
import { createServer } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

export async function startSmtp({ tls, user, password } = {}) {
  const smtp = { messages: [], refuse: 0, attempts: 0, faults: [], sockets: new Set(), secured: 0 };

  function converse(plain) {
    let socket = plain, rest = '', mail = null, data = false, greeted = false, known = !user, asked = false, closed = false;
    smtp.sockets.add(plain);
    plain.on('close', () => smtp.sockets.delete(plain));
    plain.on('error', () => {});
    const say = (line) => socket.write(`${line}\r\n`);

    function authenticate(word) {
      const [, name, secret] = Buffer.from(word, 'base64').toString().split('\0');
      known = name === user && secret === password;
      asked = false;
      say(known ? '235 welcome' : '535 wrong');
    }

    function command(line) {
      if (asked) return authenticate(line);
      const [verb, ...words] = line.split(' ');
      switch (verb.toUpperCase()) {
        case 'EHLO':
          greeted = true;
          socket.write(['250-loopback', ...(tls && socket === plain ? ['250-STARTTLS'] : []), ...(user ? ['250-AUTH PLAIN'] : []), '250 8BITMIME'].join('\r\n') + '\r\n');
          return;
        case 'STARTTLS':
          if (!tls || socket !== plain) return say('502 no');
          say('220 go ahead');
          plain.removeAllListeners('data');
          socket = new TLSSocket(plain, { isServer: true, secureContext: createSecureContext(tls) });
          socket.on('error', () => {});
          socket.on('secure', () => { smtp.secured++; });
          socket.on('data', take);
          greeted = false;
          return;
        case 'AUTH':
          if (words[1]) return authenticate(words[1]);
          asked = true;
          return say('334 ');
        case 'MAIL':
          if (!greeted) return say('503 say EHLO');
          if (!known) return say('530 sign in');
          mail = { from: /<(.*?)>/.exec(line)[1], to: [], secure: socket !== plain };
          return say('250 ok');
        case 'RCPT':
          smtp.attempts++;
          if (smtp.refuse > 0) { smtp.refuse--; return say('451 later'); }
          mail.to.push(/<(.*?)>/.exec(line)[1]);
          return say('250 ok');
        case 'DATA':
          if (!mail?.to.length) return say('503 to whom');
          data = true;
          mail.lines = [];
          return say('354 end with a dot');
        case 'RSET': mail = null; return say('250 ok');
        case 'QUIT': say('221 bye'); closed = true; return socket.end();
        default: return say('502 unknown');
      }
    }

    function take(bytes) {
      rest += bytes.toString('latin1');
      for (let end; !closed && (end = rest.indexOf('\n')) >= 0;) {
        let line = rest.slice(0, end);
        rest = rest.slice(end + 1);
        if (!line.endsWith('\r')) smtp.faults.push(`a bare line feed: ${line}`);
        line = line.replace(/\r$/, '');
        if (line.length > 998) smtp.faults.push('a line is too long');
        if (!data) command(line);
        else if (line === '.') {
          data = false;
          smtp.messages.push(parse(mail));
          say('250 taken');
        } else mail.lines.push(line.startsWith('.') ? line.slice(1) : line);
      }
    }
    plain.on('data', take);
    say('220 loopback');
  }

  const server = createServer(converse);
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  smtp.port = server.address().port;
  smtp.stop = () => new Promise((done) => { for (const socket of smtp.sockets) socket.destroy(); server.close(done); });
  // Resolves when `count` messages have arrived.
  smtp.arrived = async (count, seconds = 20) => {
    for (let waited = 0; smtp.messages.length < count; waited += 50) {
      if (waited > seconds * 1000) throw new Error(`${smtp.messages.length} of ${count} messages arrived`);
      await new Promise((done) => setTimeout(done, 50));
    }
    return smtp.messages[count - 1];
  };
  return smtp;
}

const decodeWords = (text) => text.replace(/\?=\s+=\?/g, '?==?').replace(/=\?UTF-8\?B\?(.*?)\?=/g, (_, word) => Buffer.from(word, 'base64').toString());

function parse(mail) {
  const blank = mail.lines.indexOf('');
  const headers = {};
  for (const line of mail.lines.slice(0, blank).join('\r\n').replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const [, name, value] = /^([\w-]+): (.*)$/.exec(line);
    headers[name.toLowerCase()] = decodeWords(value);
  }
  const body = mail.lines.slice(blank + 1);
  const encoding = headers['content-transfer-encoding'];
  const text = encoding === 'base64' ? Buffer.from(body.join(''), 'base64').toString() : body.join('\r\n');
  return { from: mail.from, to: mail.to, secure: mail.secure, headers, text, raw: mail.lines.join('\r\n') };
}
