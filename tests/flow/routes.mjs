/*
 * routes: the walk over the route table, taken from the program itself: what each row
 * must refuse, it refuses, and never with a bare 500. And the raw requests of the HTTP
 * parser probe, which no well-meant client would send.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { ALWAYS, encode, fileByForms, Post, posko } from './post.mjs';

/* Bodies that are taken while they arrive have tests of their own: tests/evidence. */
const taken = (row) => row.path.includes('/unggah')
    || (row.method === 'POST' && row.path.endsWith('/berkas'));

let post, all, rows, officer, other, reporter, visitor, number, code, tokens;

before(async () => {
    post = await new Post().serve();
    all = posko(['help', '--routes']).stdout.trimEnd().split('\n').slice(1).map((line) => {
        const [method, path, who, flags, max, fields = '', needs] = line.split('\t');
        return { method, path, who, flags: flags.split(' '), max: Number(max), needs,
                 fields: fields.split(' ').filter(Boolean).map((f) => {
                     const [, name, bytes, many] = f.match(/^(.+):(\d+)(\*?)$/);
                     return { name, max: Number(bytes), many: many === '*' };
                 }) };
    });
    rows = all.filter((row) => !taken(row));
    officer = await post.officer('bawaslu.1');
    other = await post.officer('kpu.1');
    visitor = post.browser();
    ({ number, code } = await fileByForms(post.browser()));
    reporter = post.browser();
    await reporter.send((await reporter.get('/cek')).form('/cek'), { kode: code });
    tokens = {
        officer: (await officer.get('/meja')).form('/meja/keluar-sesi').value('csrf'),
        other: (await other.get('/meja')).form('/meja/keluar-sesi').value('csrf'),
        reporter: (await reporter.get('/laporan')).form('/laporan/pesan').value('csrf'),
        anyone: (await visitor.get('/cek')).form('/cek').value('csrf'),
    };
});
after(() => post.end());

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const JSON_ = { 'Content-Type': 'application/json' };
const at = (row) => row.path.replace(':number', number).replace('*name', 'posko.css');
const key = (row) => `${row.method} ${row.path}`;
const isApi = (row) => row.flags.includes('api');
const person = (who) => ({ officer, reporter, anyone: visitor, receipt: visitor,
                           loopback: visitor })[who];
const credentials = (row) => (row.who === 'receipt' ? { Authorization: `Receipt ${code}` } : {});

/* Asks, and holds every answer to what all answers must be. */
async function ask(who, method, path, options = {}) {
    const answer = await who.ask(method, path, options);
    const what = `${method} ${path} -> ${answer.status}`;
    assert.ok(answer.status < 500, `${what}\n${answer.text}`);
    for (const name of ALWAYS)
        assert.ok(answer.headers[name], `${what} lacks ${name}`);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    assert.match(answer.headers['content-security-policy'], /default-src 'none'/);
    assert.ok(answer.headers['cache-control'], `${what} says nothing about caches`);
    assert.ok(!answer.headers.server, `${what} names its server`);
    if (answer.status >= 400)
        assert.ok(method === 'HEAD' || answer.text.length > 0, `${what} says nothing`);
    return answer;
}

/* The row with everything as it should be, but for what is changed. */
function right(row, { fields = [], token = tokens[row.who], headers = {}, by = person(row.who) } = {}) {
    if (row.method === 'GET')
        return ask(by, 'GET', at(row), { headers: { ...credentials(row), ...headers } });
    const body = isApi(row) ? '{}' : encode([...(token ? [['csrf', token]] : []), ...fields]);
    return ask(by, 'POST', at(row), { body, headers: {
        ...(isApi(row) ? JSON_ : FORM), ...credentials(row), ...headers } });
}

/* Steps that would end a session the other rows still need. */
const ends = (row) => ['/tutup', '/meja/keluar-sesi'].includes(row.path);

async function each(which, check) {
    let n = 0;
    for (const row of rows.filter(which)) {
        n++;
        await check(row);
    }
    assert.ok(n > 0, 'the walk met no row');
    return n;
}

test('The table is not empty, and no row takes a body that it does not bound', () => {
    assert.ok(rows.length > 60);
    for (const row of rows) {
        assert.ok(row.method === 'GET' ? row.max === 0 : row.max > 0 && row.max <= 1 << 20, key(row));
        if (['officer', 'reporter', 'receipt'].includes(row.who))
            assert.ok(row.flags.includes('sensitive') && !row.flags.includes('public'), key(row));
    }
});

test('Each row answers those it is for', () => each((r) => !ends(r), async (row) => {
    const answer = await right(row);
    assert.notEqual(answer.status, 401, key(row));
    assert.notEqual(answer.status, 403, key(row));
    assert.notEqual(answer.status, 405, key(row));
    if (answer.status === 303)
        assert.ok(!['/meja/masuk', '/cek'].includes(answer.headers.location), key(row));
}));

test('What is somebody\'s is in no cache, whatever the answer', () =>
    each((r) => r.flags.includes('sensitive') && !ends(r), async (row) => {
        for (const answer of [await right(row), await right(row, { by: post.browser() })])
            assert.equal(answer.headers['cache-control'], 'no-store', key(row));
    }));

test('Public rows are the same for everybody and set no cookie', () =>
    each((r) => r.flags.includes('public'), async (row) => {
        const [a, b] = [await right(row), await right(row, { by: officer })];
        if (a.status === 404) /* a calendar that the rules do not have: its page names the request */
            return;
        assert.equal(a.text, b.text, key(row));
        assert.equal(b.headers['set-cookie'], undefined, key(row));
    }));

test('Each row refuses those it is not for', () =>
    each((r) => r.who !== 'anyone', async (row) => {
        const wrong = { officer: [post.browser(), reporter], reporter: [post.browser(), officer],
                        receipt: [post.browser(), reporter, officer], loopback: [] }[row.who];
        for (const by of wrong) {
            const answer = await right(row, { by, headers: { Authorization: 'Receipt XXXXX' },
                                              token: tokens.anyone });
            if (row.who === 'receipt')
                assert.equal(answer.status, 401, key(row));
            else
                assert.equal(answer.headers.location?.split('?')[0],
                             row.who === 'officer' ? '/meja/masuk' : '/cek', key(row));
        }
    }));

test('Operations answer this machine only, by its own name, through no proxy', () =>
    each((r) => r.who === 'loopback', async (row) => {
        for (const headers of [{ Host: 'posko.example' }, { 'X-Forwarded-For': '127.0.0.1' },
                               { Forwarded: 'for=127.0.0.1' }, { Via: '1.1 proxy' }])
            assert.equal((await right(row, { headers })).status, 404, key(row));
    }));

/* What is not his (this officer is no administrator) is not there, token or not. */
const refusal = (row) => (row.needs === 'administer' ? 404 : 403);
const posts = (r) => r.method === 'POST' && !isApi(r);

test('A form without its token, or with another\'s, is refused', () => each(posts, async (row) => {
    const wrong = ['', 'x', 'A'.repeat(44), 'A'.repeat(3000), tokens.other];
    if (row.who !== 'anyone')
        wrong.push(tokens.anyone, row.who === 'officer' ? tokens.reporter : tokens.officer);
    const no = refusal(row);
    for (const token of wrong)
        assert.equal((await right(row, { token })).status, no, `${key(row)} with "${token}"`);
    const altered = tokens[row.who].replace(/.(.)$/, (s, c) => (s[0] === 'x' ? 'y' : 'x') + c);
    assert.equal((await right(row, { token: altered })).status, no, key(row));
}));

test('A form from another site is refused, token or not', () => each(posts, async (row) => {
    for (const headers of [{ Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' },
                           { 'Sec-Fetch-Site': 'same-site' },
                           { Origin: `http://127.0.0.1:${post.port}.evil.example` }])
        assert.equal((await right(row, { headers })).status, 403, key(row));
}));

test('Another method is 405, and Allow says which are right', () => each(() => true, async (row) => {
    const known = new Set(all.filter((r) => r.path === row.path).map((r) => r.method));
    if (known.has('GET'))
        known.add('HEAD');
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
        if (known.has(method))
            continue;
        const answer = await ask(person(row.who), method, at(row));
        assert.equal(answer.status, 405, `${method} ${row.path}`);
        assert.deepEqual(new Set(answer.headers.allow.split(', ')), known, `${method} ${row.path}`);
    }
}));

test('One byte too many is 413, declared or in chunks', () => each(() => true, async (row) => {
    const body = 'a'.repeat(row.max + 1);
    const headers = { ...(isApi(row) ? JSON_ : FORM), ...credentials(row) };
    const by = person(row.who);
    assert.equal((await ask(by, row.method, at(row), { body, headers })).status, 413, key(row));
    const cookie = [...by.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    const raw = await post.raw(`${row.method} ${at(row)} HTTP/1.1\r\nHost: 127.0.0.1\r\n`
        + `Cookie: ${cookie}\r\nConnection: close\r\n`
        + Object.entries(headers).map(([k, v]) => `${k}: ${v}\r\n`).join('')
        + `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
        { wait: 5000 });
    assert.match(raw, /^HTTP\/1\.1 413 /, key(row));
}));

test('A field one byte over its size is refused, not cut', () =>
    each((r) => r.fields.length > 0, async (row) => {
        for (const field of row.fields) {
            const long = [[field.name, 'a'.repeat(field.max + 1)]];
            if (row.method === 'POST' && field.max + 100 > row.max)
                continue; /* the body's own limit comes first */
            const answer = row.method === 'POST' ? await right(row, { fields: long })
                : await ask(person(row.who), 'GET', `${at(row)}?${encode(long)}`);
            assert.equal(answer.status, 413, `${key(row)} ${field.name}`);
        }
    }));

test('Bytes that are no UTF-8 are 400, in every field, path and body', () =>
    each((r) => !ends(r), async (row) => {
        const headers = { ...(isApi(row) ? JSON_ : FORM), ...credentials(row) };
        const by = person(row.who);
        for (const bad of ['%ff', '%c3', '%c0%af', '%ed%a0%80', '%f4%90%80%80', '%zz', '%'])
            for (const field of row.fields.slice(0, 4)) {
                const one = `${field.name}=${bad}`;
                const answer = row.method === 'GET' ? await ask(by, 'GET', `${at(row)}?${one}`)
                    : await ask(by, 'POST', at(row),
                                { headers, body: `csrf=${encodeURIComponent(tokens[row.who])}&${one}` });
                assert.equal(answer.status, 400, `${key(row)} ${one}`);
            }
        if (row.method === 'POST' && isApi(row)) {
            const answer = await ask(by, 'POST', at(row),
                { headers, body: Buffer.from('{"what":"\xff"}', 'latin1') });
            assert.equal(answer.status, 400, key(row));
        }
        if (row.path.includes(':'))
            for (const bad of ['%ff', '%', '%00', '..%2f..%2f', 'a%0d%0ab'])
                assert.ok([400, 403, 404].includes((await ask(by, row.method,
                    row.path.replace(/[:*]\w+/, bad), { headers })).status), `${key(row)} ${bad}`);
    }));

test('A field that nobody declared goes nowhere', () => each((r) => !ends(r), async (row) => {
    if (isApi(row) && row.method === 'POST') {
        const answer = await ask(visitor, 'POST', at(row), { body: '{"kolom_asing":"nilaiasing"}',
            headers: { ...JSON_, ...credentials(row) } });
        assert.equal(answer.status, 422, key(row));
        assert.ok(answer.text.includes('kolom_asing') && !answer.text.includes('nilaiasing'));
        return;
    }
    const fields = [['kolom_asing', 'nilaiasing']];
    const answer = row.method === 'POST' ? await right(row, { fields })
        : await ask(person(row.who), 'GET', `${at(row)}?${encode(fields)}`,
                    { headers: credentials(row) });
    assert.ok(!answer.text.includes('nilaiasing'), key(row));
}));

test('A body of another kind is 415', () => each((r) => r.method === 'POST', async (row) => {
    const by = person(row.who);
    for (const type of ['text/plain', 'application/x-www-form-urlencodedx', 'application/xml', ''])
        assert.equal((await ask(by, 'POST', at(row), { body: '{}', headers: {
            'Content-Type': type, ...credentials(row) } })).status, 415, `${key(row)} ${type}`);
}));

test('Signing out ends the session for good', async () => {
    const gone = await post.officer('kesbangpol.1');
    const kept = new Map(gone.cookies);
    const form = (await gone.get('/meja')).form('/meja/keluar-sesi');
    assert.equal((await gone.submit(form)).status, 303);
    gone.cookies = kept;
    const answer = await gone.ask('GET', '/meja');
    assert.equal(answer.headers.location.split('?')[0], '/meja/masuk');
});

test('Cookies are out of reach of scripts and of other sites', async () => {
    const browser = post.browser();
    const start = await browser.get('/lapor');
    const set = [...((await browser.submit(start.form('/lapor'))).headers['set-cookie'] ?? [])];
    const door = post.browser();
    const form = (await door.get('/cek')).form('/cek');
    set.push(...((await door.submit(form, { kode: code })).headers['set-cookie'] ?? []));
    assert.ok(set.length >= 2);
    for (const line of set) {
        assert.match(line, /HttpOnly/i);
        assert.match(line, /SameSite=(Strict|Lax)/i);
        assert.match(line, /Path=\//i);
        assert.doesNotMatch(line, /Domain=/i);
    }
});

/* stack.md, "Request-smuggling / parser probe". Another answer after a refusal would mean that
 * the rest was read as a request. (libmicrohttpd 0.9.75 writes the head of two of its own
 * refusals twice; the connection is closed then, and nothing after is read.) */
const HOST = 'Host: 127.0.0.1\r\n', JSN = 'Content-Type: application/json\r\n';
const POST_ = `POST /api/v1/reports HTTP/1.1\r\n${HOST}${JSN}`;
const SMUGGLED = 'GET /aman HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
const PROBES = [
    ['Content-Length and Transfer-Encoding', 400,
     `${POST_}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ['two Content-Lengths', 400,
     `${POST_}Content-Length: 5\r\nContent-Length: 0\r\n\r\nhello${SMUGGLED}`],
    ['Transfer-Encoding: xchunked', 400,
     `${POST_}Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\nhello`],
    ['Transfer-Encoding: gzip, chunked', 400,
     `${POST_}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    ['Content-Length: +5', 400, `${POST_}Content-Length: +5\r\n\r\nhello`],
    ['Content-Length of 2^64 and five', [400, 413],
     `${POST_}Content-Length: 18446744073709551621\r\n\r\nhello${SMUGGLED}`],
    ['a blank before the colon', 400, `${POST_}Content-Length : 5\r\n\r\nhello${SMUGGLED}`],
    ['a chunk size of 0x3', 400,
     `${POST_}Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n`],
    ['two Hosts', 400, 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
    ['no Host', 400, 'GET / HTTP/1.1\r\n\r\n'],
    ['bare line feeds', [200, 400], 'GET / HTTP/1.1\nHost: 127.0.0.1\n\n'],
    ['a folded header', [200, 400],
     'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: b\r\n c\r\n\r\n'],
    ['a zero byte in a value', [200, 400],
     'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: b\0c\r\n\r\n'],
    ['a header of 64 KB', 431,
     `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ${'a'.repeat(65536)}\r\n\r\n`],
];

test('The fourteen raw probes are answered safely', async () => {
    assert.equal(PROBES.length, 14);
    for (const [what, status, bytes] of PROBES) {
        const answer = await post.raw(bytes);
        const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((m) => Number(m[1]));
        assert.ok([status].flat().includes(statuses[0]), `${what}: ${statuses}`);
        assert.ok(statuses.every((s) => s === statuses[0]), `${what}: ${statuses}`);
        if (statuses[0] >= 400) {
            assert.match(answer, /^Connection: close\r$/mi, what);
            assert.doesNotMatch(answer, /HTTP\/1\.1 [123]/, what);
        }
    }
});

/* The first once wrote a byte past a buffer: it is the largest number that has a path. */
test('Paths of the log that no log has are not found', async () => {
    const browser = post.browser();
    for (const path of ['tile/entries/x018/x446/x744/x073/x709/x551/615', 'tile/63/000', 'tile/0/x',
                        'tile/entries/999/999', 'tile/entries/000.p/0', 'tile/-1/000', 'tile/',
                        `tile/0/${'x000/'.repeat(200)}000`, 'proof/18446744073709551616',
                        'proof/-1', 'proof/x']) {
        const answer = await browser.ask('GET', `/log/${path}`);
        assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status}`);
    }
});

test('A head that trickles in is cut off, and the others are served meanwhile', async () => {
    const slow = post.raw('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-', { wait: 1500 });
    assert.equal((await post.browser().ask('GET', '/')).status, 200);
    assert.equal(await slow, '');
});

test('Nothing that was asked here stands in the log', async () => {
    const { code: ended } = await post.stop();
    assert.equal(ended, 0);
    const log = post.log();
    assert.ok(log.split('\n').length > 500);
    for (const word of ['nilaiasing', 'evil.example', code, number, '127.0.0.1'])
        assert.ok(!log.includes(word), `the log has "${word}"`);
    assert.doesNotMatch(log, /status=5\d\d/);
});
