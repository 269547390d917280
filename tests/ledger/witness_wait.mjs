/*
 * witness_wait: /log/wait: a witness waits at the server, not by a timer; those who wait hold
 * nothing that others need, and are let go when the server stops. And what a witness says of
 * its day.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Post, posko, reportBody } from '../flow/post.mjs';
import { fiveWitnesses, pause, Witness } from './witnesses.mjs';

const post = new Post({ config: 'limit.filings_per_hour = 0\nlog.publish_minutes = 0\n' });
const shown = new Post({ config: 'limit.filings_per_hour = 0\n' }); /* on the public clock */
let five;

before(async () => {
    five = fiveWitnesses(shown);
    await post.serve();
    await shown.serve();
});
after(async () => {
    await Promise.all(five.map((w) => w.kill()));
    await post.end();
    await shown.end();
});

const sizeOf = (note) => Number(note.split('\n')[1]);
const file = (at) => at.api('POST', '/api/v1/reports', { expect: 201, body: reportBody() });
const live = async () => sizeOf((await post.browser().get('/log/live')).text);

function waiting(size) {
    const it = { over: false };
    it.answer = post.browser().get(`/log/wait?size=${size}`).then((a) => {
        it.over = true;
        return a;
    });
    return it;
}

test('Who knows less is answered at once; who knows all, when there is more', async () => {
    const size = await live();
    assert.equal(sizeOf((await post.browser().get('/log/wait?size=0')).text), size);
    const one = waiting(size);
    await pause(700);
    assert.equal(one.over, false, 'it does not wait');
    await file(post);
    const answer = await one.answer;
    assert.equal(answer.status, 200);
    assert.ok(sizeOf(answer.text) > size);
});

test('What is no size is refused; who is no witness finds nothing there', async () => {
    for (const size of ['', 'x', '-1', '18446744073709551616'])
        assert.equal((await post.browser().get(`/log/wait?size=${size}`)).status, 400, size);
    assert.equal((await shown.browser().get('/log/wait?size=0')).status, 404);
});

test('Many who wait keep nobody from being served, and not more than the seats wait', async () => {
    const size = await live();
    const all = Array.from({ length: 80 }, () => waiting(size));
    await pause(1500);
    assert.equal(all.filter((w) => !w.over).length, 64);
    for (const at of await Promise.all(all.filter((w) => w.over).map((w) => w.answer)))
        assert.equal(at.status, 200); /* at once, as it stands */
    assert.equal((await post.browser().get('/')).status, 200);
    await file(post);
    for (const w of all)
        assert.equal((await w.answer).status, 200);
    const again = waiting(await live()); /* the seats are free again */
    await pause(700);
    assert.equal(again.over, false);
    await file(post);
    await again.answer;
});

test('A server that stops lets them go', async () => {
    const all = Array.from({ length: 5 }, async () => waiting(await live()));
    const held = await Promise.all(all);
    await pause(500);
    const exit = await post.stop();
    assert.deepEqual(exit, { code: 0, signal: null });
    for (const w of held)
        assert.equal((await w.answer).status, 200);
    await post.serve();
});

test('A witness whose timer is an hour cosigns what comes, and ends when told', async () => {
    const kpu = five.find((w) => w.name === 'kpu');
    kpu.start({ every: 3600 });
    const state = async () => (await shown.api('GET', '/log/witnesses', { expect: 200 })).json
        .witnesses.find((w) => w.name === 'kpu');
    const signed = () => (kpu.said.match(/entries: checked and cosigned$/gm) ?? []).length;
    for (let tries = 0; tries < 100 && signed() < 1; tries++)
        await pause(100);
    for (const want of [2, 3]) {
        await file(shown);
        for (let tries = 0; tries < 200 && signed() < want; tries++)
            await pause(50);
        assert.ok(signed() >= want, `${kpu.said}`);
    }
    assert.ok((await state()).heard);
    kpu.process.kill('SIGTERM');
    assert.equal(await kpu.ended, 0);
    kpu.process = undefined;
});

test('A witness sums up its day in one line', async () => {
    const bawaslu = five.find((w) => w.name === 'bawaslu');
    bawaslu.point({});
    const said = posko(['witness', bawaslu.dir, '--once', '--summary', '--agency', 'bawaslu']).stdout;
    const today = new Date(Date.now() + 7 * 3600e3).toISOString().slice(0, 10);
    const line = said.split('\n').find((l) => l.startsWith('Ringkasan '));
    assert.ok(line, said);
    assert.match(line, new RegExp(`^Ringkasan ${today}: 2 peristiwa, di antaranya 2 laporan baru; \\d+ catatan umum\\. `
        + 'Tidak ada tenggat yang lewat\\. KUNCI INSTANSI ANDA DIUMUMKAN BARU'));
    assert.match(line, /Ikut menandatangani: (tidak ada|kpu)/);
    assert.match(posko(['witness', bawaslu.dir, '--once', '--summary', '--lang', 'en']).stdout,
                 /^Summary of .*2 events, among them 2 new reports/m);
});
