/*
 * witness: five witnesses in five processes cosign a server under load; one lags, one dies, one
 * is shown a forged history. No false cosignature, receipts stay right, and everybody can see
 * who is silent.
 *
 * Ten seconds in `make test`, sixty with POSKO_TORTURE=long.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { Post, posko } from '../flow/post.mjs';
import { fiveWitnesses, forge, load, pause, receipt, receiptOf, verified } from './witnesses.mjs';

const SECONDS = process.env.POSKO_TORTURE === 'long' ? 60 : 10;
const post = new Post({ config: 'limit.filings_per_hour = 0\nlog.silent_seconds = 12\n' });
let five, busy, proxy, policy, started;
const heads = new Map(); /* size -> root, of every head seen anywhere */

function seen(text, where) {
    const r = receiptOf(text);
    const root = heads.get(r.size);
    assert.ok(root === undefined || root === r.root, `two heads of size ${r.size}: ${where}`);
    heads.set(r.size, r.root);
    return r;
}

/* Between one witness and the server; shows a forged head when told to. */
function proxyTo() {
    const it = { forged: 0 };
    it.server = http.createServer((req, res) => {
        const parts = [];
        req.on('data', (d) => parts.push(d));
        req.on('end', () => {
            const out = http.request({ host: '127.0.0.1', port: post.port, method: req.method,
                path: req.url, headers: { ...req.headers, host: `127.0.0.1:${post.port}` } }, (got) => {
                const body = [];
                got.on('data', (d) => body.push(d));
                got.on('end', () => {
                    let text = Buffer.concat(body);
                    if (it.lie && req.url === '/log/live' && got.statusCode === 200) {
                        const [origin, size] = text.toString().split('\n');
                        text = Buffer.from(forge(post, origin, size,
                            Buffer.alloc(32, 7).toString('base64')));
                        it.forged++;
                    }
                    res.writeHead(got.statusCode, { 'Content-Type': got.headers['content-type'] ?? '' });
                    res.end(text);
                });
            });
            out.on('error', () => res.destroy());
            out.end(Buffer.concat(parts));
        });
    });
    return new Promise((done) => it.server.listen(0, '127.0.0.1', () => {
        it.url = `http://127.0.0.1:${it.server.address().port}`;
        done(it);
    }));
}

const states = async () => (await post.api('GET', '/log/witnesses', { expect: 200 })).json;

before(async () => {
    five = fiveWitnesses(post);
    await post.serve();
    started = (await post.browser().get('/log/checkpoint')).text;
    proxy = await proxyTo();
    policy = (await post.browser().get('/log/policy')).text;
    five.forEach((w) => w.start({ url: w.name === 'provos' ? proxy.url : undefined,
                                  every: w.name === 'kesbangpol' ? 3 : 1 }));
    busy = load(post, 6);
});
after(async () => {
    busy.over = true;
    await Promise.all(five.map((w) => w.kill()));
    proxy.server.close();
    await post.end();
});

test('Receipts become final while five witnesses cosign under load', async () => {
    await pause(SECONDS * 400);
    const first = busy.taken[0];
    for (let tries = 0; tries < 150; tries++) {
        const r = seen(await receipt(post, first), 'receipt');
        if (r.lines >= 5) /* the log's and four */
            break;
        await pause(100);
    }
    const text = await receipt(post, first);
    assert.match(verified(post, text, policy), /final/);
    assert.equal((await states()).silent, 0);
    assert.ok(busy.taken.length > 20, `only ${busy.taken.length} reports`);
});

test('A receipt asked for at once is valid, though the public head is older', async () => {
    const got = await post.api('POST', '/api/v1/reports', { expect: 201, body: {
        mode: 'anonymous', category: 'asn', what: 'Kuitansi diminta seketika setelah dikirim.' } });
    const text = await receipt(post, got.json.receipt.index);
    assert.match(verified(post, text, policy), /receipt is good/);
    assert.equal((await post.browser().get('/log/checkpoint')).text.split('\n')[1],
                 started.split('\n')[1], 'the public head moves on its clock only');
});

test('What is not published is not there for who is no witness', async () => {
    assert.equal((await post.browser().get('/log/live')).status, 404);
    assert.equal((await post.browser().ask('GET', '/log/live',
        { headers: { 'Posko-Witness': `posko.example/w/kpu ${Math.floor(Date.now() / 1000)} ${Buffer.alloc(64).toString('base64')}` } })).status, 404);
    const size = Number(started.split('\n')[1]);
    assert.equal((await post.browser().get(`/log/tile/entries/000.p/${size}`)).status, 200);
    assert.equal((await post.browser().get(`/log/tile/entries/000.p/${size + 1}`)).status, 404);
});

test('One dies: four of five are enough', async () => {
    await five[0].kill();
    await pause(500);
    const index = busy.taken.at(-1);
    let r;
    for (let tries = 0; tries < 200 && (!r || r.lines < 5); tries++) {
        await pause(100);
        r = seen(await receipt(post, index), 'one dead');
    }
    assert.match(verified(post, await receipt(post, index), policy), /final/);
});

test('One is shown a forged head: it signs nothing, keeps the evidence, and says so', async () => {
    proxy.lie = true;
    const provos = five[1];
    for (let tries = 0; tries < 100 && !/ALARM/.test(provos.said); tries++)
        await pause(100);
    assert.ok(proxy.forged > 0);
    assert.match(provos.said, /ALARM: .*(two histories|altered)/);
    assert.ok(readdirSync(join(provos.dir, 'evidence')).length > 0);
    const seenDir = join(provos.dir, 'seen');
    const forged = Buffer.alloc(32, 7).toString('base64');
    for (const name of readdirSync(seenDir))
        assert.ok(!readFileSync(join(seenDir, name), 'utf8').includes(forged), name);
});

test('Who is silent can be seen by everybody, and receipts stay right', async () => {
    await pause(SECONDS * 300);
    let now = await states();
    for (let tries = 0; tries < 200 && now.silent < 2; tries++) {
        await pause(100);
        now = await states();
    }
    assert.equal(now.need, 4);
    const silent = now.witnesses.filter((w) => w.silent).map((w) => w.name).sort();
    assert.deepEqual(silent, ['propam', 'provos']);
    await busy.stop();
    const sample = busy.taken.filter((_, i) => i % Math.ceil(busy.taken.length / 40) === 0);
    for (const index of sample) {
        const text = await receipt(post, index);
        seen(text, 'the end');
        assert.equal(receiptOf(text).index, index);
        assert.match(verified(post, text, policy), /receipt is good/);
    }
});

test('The witnesses hold full copies that a stranger can audit', async () => {
    await pause(3500);
    for (const w of five.filter((x) => ['kpu', 'bawaslu'].includes(x.name))) {
        await w.kill('SIGTERM');
        const note = readFileSync(join(w.dir, 'copy', 'checkpoint'), 'utf8').split('\n');
        assert.ok(Number(note[1]) > busy.taken.length / 2);
        const root = heads.get(Number(note[1]));
        assert.ok(root === undefined || root === note[2]);
        assert.ok(existsSync(join(w.dir, 'copy', 'policy')));
        const days = readFileSync(join(w.dir, 'copy', 'attested', 'days'), 'utf8');
        assert.match(days, /^(\d{4}-\d\d-\d\d [0-9a-f]{64}\n)+$/);
        for (const [, day, hash] of days.matchAll(/^(\S+) (\S+)$/gm))
            assert.equal(createHash('sha256').update(
                readFileSync(join(w.dir, 'copy', 'attested', day))).digest('hex'), hash);
        const ran = posko(['audit', join(w.dir, 'copy')]);
        assert.match(ran.stdout, /Nothing wrong was found/);
        assert.ok(!/ALARM/.test(w.said), w.said);
    }
});
