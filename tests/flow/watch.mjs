/*
 * watch: a day on watch as its officers have it: ten lines, a correction, nihil that is refused,
 * and a handover that two would take at once. Over the real server, without script.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { OWN_PASSWORD, Post, posko } from './post.mjs';

const MARK = 'penandakejadianjaga';
const again = { password_again: OWN_PASSWORD };
let post, propam, kpu, bawaslu, early;

before(async () => {
    post = await new Post().serve();
    [propam, kpu, bawaslu] = [await post.officer('propam.1'), await post.officer('kpu.1'),
                              await post.officer('bawaslu.1')];
});
after(() => post.end());

const book = (who, query = '') => who.get(`/meja/buku${query}`);
const lines = (page) => [...page.text.matchAll(/<tr id="no-(\d+)"/g)].map(([, n]) => Number(n));

async function enter(who, answers) {
    return who.send((await book(who)).form('/meja/buku'), answers);
}

test('An empty day says so, and asks for a nihil line in two steps', async () => {
    const page = await book(propam);
    assert.match(page.words, /Belum ada catatan hari ini/);
    assert.match(page.text, /href="\/meja\/buku\/nihil"/);
    const asked = await propam.get('/meja/buku/nihil');
    early = await kpu.get('/meja/buku/nihil');
    assert.match(asked.words, /Catat nihil\?/);
    assert.match(asked.text, /<button class="btn" autofocus/);
});

test('Ten lines of two agencies, newest first, each read by both', async () => {
    const kinds = ['situation', 'visitor', 'patrol', 'call', 'equipment', 'observation'];
    for (let i = 1; i <= 10; i++) {
        const page = await enter(i % 2 ? propam : kpu,
            { jenis: kinds[i % kinds.length], teks: `Kejadian ke-${i} ${MARK}.` });
        assert.equal(page.status, 200);
        assert.match(page.words, /Sudah dicatat/);
    }
    const seen = await book(bawaslu);
    assert.deepEqual(lines(seen), [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    assert.match(seen.words, /Kejadian ke-1 .*Propam/s);
    assert.doesNotMatch(seen.text, /tidak terbuka/);
});

test('What is not complete is told, and what was typed stays', async () => {
    for (const [answers, words] of [
        [{ teks: '  ', jam: '' }, /Tulis apa yang terjadi/],
        [{ teks: 'yang diketik tetap', jam: '25.00' }, /Tulis pukul seperti 14\.20/],
        [{ teks: 'yang diketik tetap', jenis: 'nihil' }, /Pilih jenis/],
        [{ teks: `yang diketik tetap ${'x'.repeat(1001)}` }, /Ringkas sampai 1\.000/],
    ]) {
        const page = await kpu.submit((await book(kpu)).form('/meja/buku'), answers);
        assert.equal(page.status, 422);
        assert.match(page.words, words);
        if (answers.teks.trim())
            assert.match(page.text, /value="yang diketik tetap/);
    }
    assert.equal(lines(await book(kpu)).length, 10);
});

test('A line is corrected by a new one; the old one stays, struck', async () => {
    const way = (await book(bawaslu)).text.match(/\/meja\/buku\?betulkan=(\S+?\.3)"/)[1];
    const page = await book(bawaslu, `?betulkan=${way}`);
    assert.match(page.words, /Membetulkan no\. 3/);
    const done = await bawaslu.send(page.form('/meja/buku'), { teks: 'Yang benar.' });
    assert.match(done.words, /Membetulkan no\. 3.*Yang benar/s);
    assert.match(done.words, /Dibetulkan oleh no\. 11/);
    assert.match(done.text, new RegExp(`struck">Kejadian ke-3 ${MARK}`));
    const form = page.form('/meja/buku');
    for (const betulkan of [way.replace(/3$/, '11'), way.replace(/3$/, '99'), '', 'x.1']) {
        const answer = await bawaslu.submit(form, { betulkan, teks: 'x' });
        assert.equal(answer.status, 422);
        assert.match(answer.words, /tidak bisa dibetulkan/);
    }
});

test('Nihil is refused once something was entered', async () => {
    assert.doesNotMatch((await book(kpu)).text, /\/meja\/buku\/nihil"/);
    const page = await kpu.get('/meja/buku/nihil');
    assert.match(page.words, /jadi tidak nihil/);
    const answer = await kpu.submit(early.form('/meja/buku/nihil'));
    assert.equal(answer.status, 409);
    assert.equal(lines(await book(kpu)).length, 11);
});

test('The sheet for paper has all lines in the order of the book, and places to sign', async () => {
    const page = await propam.get('/meja/buku/lembar');
    assert.deepEqual(lines(page), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    assert.match(page.words, /Yang menyerahkan.*Yang menerima/s);
});

test('Who ends the watch signs with his password; what he typed stays when it is wrong', async () => {
    const form = (await propam.get('/meja/buku/serah')).form('/meja/buku/serah');
    const wrong = await propam.submit(form, { kejadian: 'Aman sepanjang jaga.',
                                              terbuka: 'Pintu belakang', password_again: 'bukan' });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /Aman sepanjang jaga/);
    const none = await propam.submit(form, { kejadian: ' ', ...again });
    assert.equal(none.status, 422);
    assert.match(none.words, /Tulis apa yang terjadi selama jaga/);
    const done = await propam.send(form, { kejadian: 'Aman sepanjang jaga.', perintah: 'Cek pagar',
        terbuka: 'Pintu belakang\nLampu mati', barang: 'Radio 2 unit', ...again });
    assert.match(done.words, /Anda tetap bertugas sampai petugas berikutnya menerima/);
    assert.match((await kpu.get('/meja')).words, /Serah jaga dari .* menunggu diterima/);
    assert.match((await propam.get('/meja/buku/serah/terima')).words, /Anda yang menyerahkan/);
    assert.equal((await propam.get('/meja/buku')).status, 200, 'he is still signed in');
});

test('Two take over at once: one wins, the other is told, the outgoing is signed out', async () => {
    const ask = async (who) => (await who.get('/meja/buku/serah/terima'))
        .form('/meja/buku/serah/terima');
    const [one, two] = [await ask(kpu), await ask(bawaslu)];
    const all = { butir: ['1', '2', '3', '4'], ...again };
    const less = await kpu.submit(one, { butir: ['1', '2', '4'], ...again });
    assert.equal(less.status, 422);
    assert.match(less.words, /Centang setiap butir/);
    assert.match(less.text, /id="butir-2" value="2" checked/);
    const answers = await Promise.all([kpu.submit(one, all), bawaslu.submit(two, all)]);
    assert.deepEqual(answers.map((a) => a.status).sort(), [303, 409]);
    const loser = answers.find((a) => a.status === 409);
    assert.match(loser.words, /sudah diterima petugas lain/);
    assert.match((await book(kpu)).words, /4 hal sudah dicentang/);
    assert.equal(lines(await book(kpu)).length, 13);
    const out = await propam.ask('GET', '/meja/buku');
    assert.equal(out.status, 303);
    assert.match(out.headers.location, /^\/meja\/masuk/);
    assert.doesNotMatch((await kpu.get('/meja')).words, /menunggu diterima/);
});

test('After it the watch is new: nihil is true, once', async () => {
    const page = await kpu.get('/meja/buku/nihil');
    const done = await kpu.send(page.form('/meja/buku/nihil'));
    assert.match(done.words, /Nihil sudah dicatat/);
    assert.match(done.words, /Situasi aman, tidak ada kejadian/);
    assert.equal((await kpu.submit(page.form('/meja/buku/nihil'))).status, 409);
});

test('Nothing of it lies readable on the disk; the audit names the line that root altered', async () => {
    for (const file of readdirSync(post.dir, { recursive: true, withFileTypes: true }))
        if (file.isFile())
            assert.ok(!readFileSync(join(file.parentPath ?? file.path, file.name)).includes(MARK),
                      file.name);
    assert.doesNotMatch(posko(['audit', post.dir]).stdout, /Watch log:/);
    const ran = spawnSync('python3', ['-c', `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=5)
db.execute("UPDATE watch_line SET at_us = at_us - 60000000 WHERE number = 5"); db.commit()`,
        join(post.dir, 'posko.db')], { encoding: 'utf8' });
    assert.equal(ran.status, 0, ran.stderr);
    const said = posko(['audit', post.dir], { status: 1 });
    assert.match(said.stdout + said.stderr, /Watch log: line 5 of \S+ is kept with another text/);
});
