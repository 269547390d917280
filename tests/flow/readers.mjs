/*
 * readers: who opens a case is written down before he sees it, the other agencies on it see
 * that, an agency that may not know of the case sees nothing, and what cannot be written down
 * is not shown. Over the real server, without script.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { fileByForms, Post, posko, reportBody } from './post.mjs';

const STORY = 'penandaceritarahasia', REASON = 'penandaalasanmembuka', WORDS = 'penandakatacari';
let post, bawaslu, kpu, propam, number;

before(async () => {
    post = await new Post().serve();
    [bawaslu, kpu, propam] = [await post.officer('bawaslu.1'), await post.officer('kpu.1'),
                              await post.officer('propam.1')];
    ({ number } = await fileByForms(post.browser(), {
        '/lapor/apa': { what: `Seorang pegawai mengunggah dukungan, ${STORY}.` },
        '/lapor/cara': { mode: 'named' },
        '/lapor/identitas': { name: 'Warga Bernama', phone: '0800111', address: 'Jalan Satu',
                              standing: 'pemilih' } }));
});
after(() => post.end());

/* Python's own SQLite, beside the server: what an accident or a stranger does to the disk. */
function sql(statements) {
    const ran = spawnSync('python3', ['-c', `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=5); db.executescript(sys.argv[2]); db.commit()`,
        join(post.dir, 'posko.db'), statements], { encoding: 'utf8' });
    assert.equal(ran.status, 0, ran.stderr);
}

function count() {
    const ran = spawnSync('python3', ['-c', `
import sqlite3, sys
print(sqlite3.connect(sys.argv[1], timeout=5).execute("SELECT count(*) FROM access_record").fetchone()[0])`,
        join(post.dir, 'posko.db')], { encoding: 'utf8' });
    return Number(ran.stdout);
}

const readers = (who, of = number, query = '') => who.get(`/meja/perkara/${of}/pembaca${query}`);

test('Before anybody has opened it, the list says so', async () => {
    assert.match((await readers(kpu)).words, /Belum ada yang membuka perkara ini/);
    assert.equal(count(), 0);
});

test('Opening it is seen by the other agency, with name and agency, and counts once', async () => {
    for (let i = 0; i < 3; i++)
        assert.match((await bawaslu.get(`/meja/perkara/${number}`)).words, new RegExp(STORY));
    assert.equal(count(), 1);
    const seen = await readers(kpu);
    assert.match(seen.words, /Petugas.*Bawaslu.*Membuka perkara/s);
    assert.doesNotMatch(seen.text, new RegExp(STORY));
    assert.match((await kpu.get(`/meja/perkara/${number}`)).text, /\/pembaca"/);
    assert.equal(count(), 2);
});

test('A form on the case, and a form that is refused, count as opening it', async () => {
    const other = await post.officer('provos-tni.1');
    const form = (await other.get(`/meja/perkara/${number}/catatan`)).form('/catatan');
    assert.equal(count(), 3);
    assert.equal((await other.submit(form, { text: '' })).status, 422);
    assert.equal(count(), 3);
    sql('UPDATE access_record SET at_us = at_us - 3600000000'); /* as if an hour had passed */
    assert.equal((await other.submit(form, { text: '' })).status, 422);
    assert.equal(count(), 4);
    sql('UPDATE access_record SET at_us = at_us + 3600000000 WHERE log_index < 3');
});

test('The name is shown only to who gives a reason, and each time', async () => {
    const path = `/meja/perkara/${number}/identitas`;
    const asked = await bawaslu.get(path), before = count();
    assert.doesNotMatch(asked.text, /Warga Bernama|0800111/);
    const without = await bawaslu.submit(asked.form('/identitas'), { alasan: '  ' });
    assert.equal(without.status, 422);
    assert.match(without.words, /Tulis untuk apa/);
    assert.doesNotMatch(without.text, /Warga Bernama|0800111/);
    const long = await bawaslu.submit(asked.form('/identitas'), { alasan: 'x'.repeat(1001) });
    assert.equal(long.status, 422);
    assert.match(long.text, /x{1001}/, 'what was typed stays');
    assert.equal(count(), before);
    for (let i = 1; i <= 2; i++) {
        const shown = await bawaslu.submit(asked.form('/identitas'), { alasan: REASON });
        assert.match(shown.words, /Warga Bernama.*0800111.*Jalan Satu/);
        assert.equal(count(), before + i);
    }
    assert.match((await readers(kpu)).words, new RegExp(`Membaca nama pelapor.*Alasan: ${REASON}`));
});

test('A search is written down; its words are for the searching agency alone', async () => {
    const before = count();
    await bawaslu.get(`/meja/cari?q=${WORDS}`);
    await bawaslu.get('/meja/cari');
    assert.equal(count(), before + 1);
    assert.match((await bawaslu.get('/meja/pencarian')).words, new RegExp(WORDS));
    const other = await kpu.get('/meja/pencarian');
    assert.match(other.words, /Belum ada pencarian/);
    assert.doesNotMatch(other.text, new RegExp(WORDS));
});

test('The inbox is not written down', async () => {
    const before = count();
    await bawaslu.get('/meja');
    await bawaslu.get('/meja?tab=saya');
    assert.equal(count(), before);
});

test('An agency that may not know of the case sees no reader of it', async () => {
    const { json } = await post.api('POST', '/api/v1/reports', {
        expect: 201, body: reportBody({ category: 'polri' }) });
    assert.equal((await bawaslu.get(`/meja/perkara/${json.case}`)).status, 200);
    const none = json.case.replace(/.{5}$/, (s) => (s === '00000' ? '11111' : '00000'));
    for (const step of ['pembaca', 'pembaca?lewati=1', 'identitas'])
        for (const n of [json.case, none])
            assert.equal((await propam.ask('GET', `/meja/perkara/${n}/${step}`)).status, 404);
    assert.match((await readers(kpu, json.case)).words, /Membuka perkara/);
});

test('A HEAD of the case is an opening too, and shows nothing', async () => {
    const { json } = await post.api('POST', '/api/v1/reports', { expect: 201, body: reportBody() });
    const before = count();
    const head = await kpu.ask('HEAD', `/meja/perkara/${json.case}`);
    assert.equal(head.status, 200);
    assert.equal(head.text, '');
    assert.equal(head.headers['cache-control'], 'no-store');
    assert.equal(count(), before + 1);
});

test('What cannot be written down is not shown', async () => {
    const fresh = await fileByForms(post.browser(), {
        '/lapor/apa': { what: `Kejadian lain, ${STORY}.` }, '/lapor/cara': { mode: 'named' },
        '/lapor/identitas': { name: 'Warga Bernama', phone: '0800111', address: 'Jalan Satu',
                              standing: 'pemilih' } });
    const at = `/meja/perkara/${fresh.number}`;
    const form = (await kpu.get(`${at}/identitas`)).form('/identitas');
    const before = count();
    sql('ALTER TABLE access_record RENAME COLUMN nonce TO gone');
    try {
        for (const path of [at, `${at}/catatan`, `/meja/cari?q=${STORY}`]) {
            const answer = await kpu.get(path);
            assert.ok(answer.status >= 500, `${path}: ${answer.status}`);
            assert.doesNotMatch(answer.text, new RegExp(`${STORY}|${fresh.number}</`), path);
        }
        const answer = await kpu.submit(form, { alasan: REASON });
        assert.ok(answer.status >= 500);
        assert.doesNotMatch(answer.text, /Warga Bernama/);
    } finally {
        sql('ALTER TABLE access_record RENAME COLUMN gone TO nonce');
    }
    assert.equal(count(), before);
    assert.match((await kpu.get(at)).words, new RegExp(STORY));
});

test('More readings than fit are on further pages', async () => {
    const { number: busy } = await fileByForms(post.browser(), {
        '/lapor/cara': { mode: 'named' },
        '/lapor/identitas': { name: 'Warga Bernama', phone: '0800111', address: 'Jalan Satu',
                              standing: 'pemilih' } });
    const form = (await kpu.get(`/meja/perkara/${busy}/identitas`)).form('/identitas');
    for (let i = 1; i <= 51; i++)
        await kpu.submit(form, { alasan: `alasan-ke-${i}.` });
    const first = await readers(bawaslu, busy);
    assert.match(first.words, /alasan-ke-51\..*alasan-ke-2\./s);
    assert.doesNotMatch(first.words, /alasan-ke-1\./);
    const older = first.text.match(/href="([^"]*lewati=\d+)"/)[1];
    const second = await bawaslu.get(older);
    assert.match(second.words, /alasan-ke-1\./);
    assert.doesNotMatch(second.words, /alasan-ke-2\./);
    assert.match(second.text, /pembaca"/, 'the way back to the newest');
});

test('Nothing that was read, searched or given as a reason lies on the disk in the clear', () => {
    for (const name of readdirSync(post.dir).filter((n) => n.startsWith('posko.db'))) {
        const bytes = readFileSync(join(post.dir, name));
        for (const word of [STORY, REASON, WORDS])
            assert.equal(bytes.indexOf(word), -1, `${word} in ${name}`);
    }
});

test('The audit finds the record whole; after a restart too; and what root does to it', async () => {
    await post.stop();
    const whole = posko(['audit', post.dir, '--json']);
    const said = JSON.parse(whole.stdout);
    assert.deepEqual(said.faults, []);
    assert.equal(said.access_records, count());
    assert.equal(said.access_heads, 1);
    await post.serve();
    await post.stop();
    sql('UPDATE access_record SET at_us = at_us - 3600000000 WHERE log_index = 1');
    const found = posko(['audit', post.dir, '--json'], { status: 1 });
    assert.match(found.stdout, /Who read what: record 1 is kept with another time than was signed/);
    sql('UPDATE access_record SET at_us = at_us + 3600000000 WHERE log_index = 1');
});
