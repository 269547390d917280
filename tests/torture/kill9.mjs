/*
 * kill9: the server is killed in the middle of its work, again and again, while citizens
 * file and write. Whoever saw a code opens his report with it; nothing is there by half;
 * and the public log never takes back what it showed.
 *
 * Twenty times in `make test`, two hundred with POSKO_TORTURE=long. POSKO_SEED repeats
 * the moments (not what the machine does in them).
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test, { after } from 'node:test';
import { Post, reportBody } from '../flow/post.mjs';

const KILLS = process.env.POSKO_TORTURE === 'long' ? 200 : 20;
const CLIENTS = 8;
const SEED = Number(process.env.POSKO_SEED ?? Date.now() % 1e9);

const post = new Post({ config: 'limit.filings_per_hour = 0\n' });
const answered = [];        /* { key, body, code, case, index }: what somebody was shown */
const heads = new Map();    /* size of the log -> its root, as published */
const told = new Map();     /* code -> words of its reporter that were taken */
let again = 0, unanswered = 0, resent = 0;

after(() => post.end());

let state = SEED >>> 0 || 1;
function chance(n) {
    state ^= state << 13, state >>>= 0, state ^= state >>> 17, state ^= state << 5, state >>>= 0;
    return state % n;
}
const pause = (ms) => new Promise((r) => setTimeout(r, ms));

let running = false, over = false;

async function whenRunning() {
    while (!running && !over)
        await pause(3);
}

/* Files until told to stop. What was not answered is sent again, the same, later. */
async function client(n) {
    for (let made = 0; !over; made++) {
        const key = `kill9-${SEED}-${n}-${made}`;
        const body = reportBody({ what: `Laporan ${key}. ${'Uraian. '.repeat(chance(200))}`,
                                  mode: made % 5 ? 'anonymous' : 'named',
                                  identity: made % 5 ? undefined : { name: 'Warga', phone: '0800' } });
        for (let tries = 0; !over || tries > 0; tries++) {
            await whenRunning();
            if (over && tries === 0)
                break;
            try {
                const got = await post.api('POST', '/api/v1/reports',
                                           { body, headers: { 'Idempotency-Key': key } });
                if (got.status !== 201)
                    throw new Error(`status ${got.status}`);
                again += got.headers['idempotent-replayed'] ? 1 : 0;
                answered.push({ key, body, code: got.json.code, number: got.json.case,
                                index: got.json.receipt.index });
                break;
            } catch (e) {
                unanswered++;
                resent++;
                if (over)
                    return void pending.push({ key, body });
                await pause(2);
            }
        }
        if (answered.length && chance(4) === 0)
            await write(answered[chance(answered.length)].code, `Pesan ${key}`);
    }
}

const pending = [];

async function write(code, text) {
    try {
        const got = await post.api('POST', '/api/v1/report/messages', { code, body: { text } });
        if (got.status === 201)
            told.set(code, [...(told.get(code) ?? []), text]);
    } catch {
        /* not answered: it may be there or not */
    }
}

async function head() {
    const note = await post.browser().get('/log/checkpoint');
    if (note.status !== 200)
        return;
    const [, size, root] = note.text.split('\n');
    if (heads.has(size))
        assert.equal(root, heads.get(size), `two heads of size ${size}`);
    heads.set(size, root);
    return Number(size);
}

test(`Killed ${KILLS} times while people file, the server comes up again each time`, async (t) => {
    t.diagnostic(`POSKO_SEED=${SEED}`);
    const clients = Array.from({ length: CLIENTS }, (_, n) => client(n));
    let largest = 0;
    for (let n = 0; n < KILLS; n++) {
        await post.serve();
        running = true;
        const size = await head();
        assert.ok(size === undefined || size >= largest, `the log shrank from ${largest} to ${size}`);
        largest = size ?? largest;
        await pause(chance(180));
        if (chance(3) === 0)
            largest = Math.max(largest, await head().catch(() => 0) ?? 0);
        running = false;
        await post.stop('SIGKILL');
    }
    over = true;
    await post.serve();
    running = true;
    await Promise.all(clients);
    t.diagnostic(`${answered.length} reports answered, ${again} of them found already there, `
                 + `${unanswered} requests unanswered, log of ${await head()}`);
    assert.ok(answered.length > KILLS * 2, 'there was no load to speak of');
    assert.ok(unanswered > KILLS / 4, 'the kills hit nobody');
});

test('What was sent again is one report, also now', async () => {
    for (const p of pending) {
        const got = await post.api('POST', '/api/v1/reports', { body: p.body, expect: 201,
            headers: { 'Idempotency-Key': p.key } });
        answered.push({ ...p, code: got.json.code, number: got.json.case,
                        index: got.json.receipt.index });
    }
    for (const a of answered.slice(-100)) {
        const got = await post.api('POST', '/api/v1/reports', { body: a.body, expect: 201,
            headers: { 'Idempotency-Key': a.key } });
        assert.equal(got.json.code, a.code);
        assert.equal(got.json.case, a.number);
    }
    assert.equal(new Set(answered.map((a) => a.code)).size, answered.length);
    assert.equal(new Set(answered.map((a) => a.number)).size, answered.length);
});

test('Every code that was shown opens its report, with every message that was taken', async () => {
    for (const a of answered) {
        const { json } = await post.api('GET', '/api/v1/report', { code: a.code, expect: 200 });
        assert.equal(json.case, a.number);
        assert.equal(json.report.what, a.body.what.trim());
        const texts = json.messages.map((m) => m.text);
        for (const text of told.get(a.code) ?? [])
            assert.ok(texts.includes(text), `${a.number} lost "${text}"`);
    }
});

test('Rows are as many as reports, events as leaves; nothing is there by half', async (t) => {
    await head();
    assert.equal((await post.stop()).code, 0);
    const ran = spawnSync(process.env.POSKO_KEPT, [post.dir], { encoding: 'utf8', maxBuffer: 64 << 20 });
    assert.equal(ran.status, 0, ran.stderr);
    const lines = ran.stdout.trim().split('\n').map((l) => l.split('\t'));
    assert.deepEqual(lines.filter(([kind]) => kind === 'fault'), []);
    const count = Object.fromEntries(lines.filter(([k]) => k === 'count').map(([, k, n]) => [k, +n]));
    t.diagnostic(JSON.stringify(count));
    assert.equal(count.cases, answered.length, 'cases and codes shown');
    const first = new Map(lines.filter(([k]) => k === 'case').map(([, number, i]) => [number, +i]));
    for (const a of answered)
        assert.equal(first.get(a.number), a.index, `${a.number} stands elsewhere in the log now`);
});
