/*
 * forms: goal: a person without script sends files, sees what arrived, and files a report that
 * takes them over; officers who may read the case open the originals, with a reason that is
 * written down first, and nobody else does. Method: forms and links alone.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { OFFSET, Post, TUS, bytesOf, file, filesOn, sendForm, sha256, writer } from './house.mjs';

const MARK = 'PENANDA-ISI-BERKAS', NAME = 'PENANDA Rapat "warga" ñ.mp4';
let post;
before(async () => {
    post = await new Post({ config: 'evidence.file_mb = 2\nevidence.report_mb = 5\n'
                                    + 'evidence.files = 4\nevidence.room_mb = 1\n' }).serve();
});
after(() => post.end());

const marked = (len, seed) => {
    const bytes = bytesOf(len, seed);
    for (let at = 0; at + MARK.length < len; at += 4000)
        bytes.write(MARK, at);
    return bytes;
};

function everyFile(dir) {
    return readdirSync(dir, { withFileTypes: true }).flatMap((e) => e.isDirectory()
        ? everyFile(join(dir, e.name)) : e.isFile() ? [join(dir, e.name)] : []);
}

test('Files come by a form, of every length, and stand in the list with their digest', async () => {
    const who = await writer(post);
    const sent = [0, 1, 65535, 65536].map((n) => ({ file: `${n}.bin`, body: marked(n, `${n}`) }));
    const answer = await sendForm(who, '/lapor/berkas', sent);
    assert.equal(answer.status, 303, answer.words);
    const list = filesOn(await who.get('/lapor/berkas'));
    for (const { file: name, body } of sent)
        assert.equal(list.find((f) => f.name === name)?.sum, sha256(body), name);
    const full = await sendForm(who, '/lapor/berkas', [{ file: 'lagi.bin', body: 'x' }]);
    assert.equal(full.status, 422);
    assert.match(full.words, /Paling banyak 4 berkas/);
    /* taken away again, one by one */
    for (let n = 4; n > 0; n--) {
        const page = await who.get('/lapor/berkas');
        assert.equal(filesOn(page).length, n);
        assert.equal((await who.submit(page.form('/lapor/berkas/hapus'))).status, 303);
    }
    assert.match((await who.get('/lapor/berkas')).words, /Belum ada berkas/);
});

test('What is refused is said, and what was right is kept', async () => {
    const who = await writer(post);
    const small = { file: 'kecil.jpg', body: marked(70000, 'k') };
    const large = { file: 'besar.mp4', body: marked((2 << 20) + 1, 'b') };
    let answer = await sendForm(who, '/lapor/berkas', [small, large, { file: 'c.jpg', body: 'c' }]);
    assert.equal(answer.status, 422);
    assert.match(answer.words, /terlalu besar\. Paling besar 2 MB/);
    assert.match(answer.title, /^Kesalahan/);
    assert.deepEqual(filesOn(answer).map((f) => f.name).sort(), ['c.jpg', 'kecil.jpg']);
    answer = await sendForm(who, '/lapor/berkas', []);
    assert.equal(answer.status, 422);
    assert.match(answer.words, /Pilih dulu berkasnya/);
    answer = await sendForm(who, '/lapor/berkas', [{ file: '', body: '' }]);
    assert.equal(answer.status, 422);
    for (const more of [{ csrf: 'x' }, { order: 'csrf last' }]) {
        answer = await sendForm(who, '/lapor/berkas', [{ file: 'd.jpg', body: 'd' }], more);
        assert.equal(answer.status, 422, JSON.stringify(more));
        assert.match(answer.words, /terlalu lama terbuka/);
    }
    assert.equal(filesOn(await who.get('/lapor/berkas')).length, 2);
    const cut = await who.ask('POST', '/lapor/berkas', { body: '--abc\r\nContent-Disp', headers: {
        'Content-Type': 'multipart/form-data; boundary=abc' } });
    assert.equal(cut.status, 422);
    const plain = await who.post_('/lapor/berkas', [['csrf', 'x']]);
    assert.ok(plain.status === 415 || plain.status === 422, `${plain.status}`);
    const nobody = await post.browser().ask('POST', '/lapor/berkas', { body: '--abc--\r\n', headers: {
        'Content-Type': 'multipart/form-data; boundary=abc' } });
    assert.ok(nobody.status === 303 && nobody.headers.location === '/lapor', `${nobody.status}`);
    /* nothing is left behind of what was refused */
    assert.equal(readdirSync(join(post.dir, 'evidence/arriving')).length, 2);
});

const original = (number, id, why) =>
    `/meja/perkara/${number}/bukti/${id}/asli?alasan=${encodeURIComponent(why)}`;
const idsOn = (page) => [...page.text.matchAll(/\/bukti\/([0-9a-f]{32})"/g)].map(([, id]) => id);

test('A report takes its whole files; officers open them with a reason; others do not', async (t) => {
    const who = await writer(post), body = marked(200001, 'asli');
    await sendForm(who, '/lapor/berkas', [{ file: NAME.replaceAll('"', '%22'), body }]);
    const half = await who.ask('POST', '/unggah', { body: 'abc', headers: { ...TUS,
        'Upload-Length': '10', 'Content-Type': OFFSET,
        'Upload-Metadata': `filename ${Buffer.from('separuh.mp4').toString('base64')}` } });
    assert.equal(half.status, 201);
    for (const [path, answers] of [['/lapor/cara', { mode: 'anonymous' }]])
        await who.submit((await who.get(path)).form(path), answers);
    const check = await who.get('/lapor/periksa');
    assert.match(check.words, /separuh\.mp4 \(belum utuh, tidak ikut terkirim\)/);
    const { code, number } = await file(who);

    const officer = await post.officer('bawaslu.1');
    const desk = await officer.get(`/meja/perkara/${number}`);
    const [id, ...more] = idsOn(desk);
    assert.equal(more.length, 0);
    assert.match(desk.words, /PENANDA Rapat/);
    assert.equal(filesOn(desk)[0].sum, sha256(body));
    assert.doesNotMatch(desk.words, /separuh/);

    await t.test('without a reason nothing goes out', async () => {
        for (const why of ['', '   ']) {
            const answer = await officer.get(original(number, id, why));
            assert.equal(answer.status, 422);
            assert.match(answer.words, /Tulis alasannya/);
            assert.equal(answer.bytes.includes(MARK), false);
        }
        assert.equal((await officer.get(original(number, id, 'x'.repeat(1200)))).status, 422);
        assert.doesNotMatch((await officer.get(`/meja/perkara/${number}/pembaca`)).words,
                            /Memeriksa isi/);
    });

    await t.test('with one it is as it was sent, to be saved and not shown', async () => {
        const answer = await officer.get(original(number, id, 'Memeriksa isi rekaman.'));
        assert.equal(answer.status, 200);
        assert.equal(sha256(answer.bytes), sha256(body));
        assert.equal(answer.headers['content-type'], 'application/octet-stream');
        assert.equal(answer.headers['x-content-type-options'], 'nosniff');
        assert.match(answer.headers['content-security-policy'], /sandbox/);
        assert.match(answer.headers['content-disposition'], /^attachment; .*filename\*=UTF-8''PENANDA%20/);
        assert.match(answer.headers['cache-control'], /no-store/);
        const readers = await officer.get(`/meja/perkara/${number}/pembaca`);
        assert.match(readers.words, /Memeriksa isi rekaman\./);
    });

    await t.test('a part of it, as players and broken downloads ask', async () => {
        const rows = [['bytes=0-9', 0, 10], ['bytes=65530-65545', 65530, 16],
                      ['bytes=199990-', 199990, 11], ['bytes=-5', 199996, 5],
                      ['bytes=200000-300000', 200000, 1]];
        for (const [range, from, len] of rows) {
            const answer = await officer.ask('GET', original(number, id, 'Sebagian.'),
                                             { headers: { Range: range } });
            assert.equal(answer.status, 206, range);
            assert.equal(answer.headers['content-range'], `bytes ${from}-${from + len - 1}/200001`);
            assert.deepEqual(answer.bytes, body.subarray(from, from + len), range);
        }
        for (const range of ['bytes=200001-', 'bytes=-0'])
            assert.equal((await officer.ask('GET', original(number, id, 'x'),
                                            { headers: { Range: range } })).status, 416, range);
        for (const range of ['bytes=0-1,3-4', 'lines=1-2', 'bytes=x-', 'bytes=9-1'])
            assert.equal((await officer.ask('GET', original(number, id, 'x'),
                                            { headers: { Range: range } })).status, 200, range);
    });

    await t.test('unknown, of another case, and signed out are nothing', async () => {
        const other = await file(await writer(post));
        for (const path of [`/meja/perkara/${number}/bukti/${'0'.repeat(32)}`,
                            `/meja/perkara/${number}/bukti/x`,
                            `/meja/perkara/${other.number}/bukti/${id}`,
                            original(other.number, id, 'x'), original('JPR-00000', id, 'x')])
            assert.equal((await officer.get(path)).status, 404, path);
        const out = await post.browser().ask('GET', original(number, id, 'x'));
        assert.equal(out.status, 303);
    });

    await t.test('the reporter sees his own, and adds more', async () => {
        const back = post.browser();
        let page = await back.get('/cek');
        page = await back.send(page.form('/cek'), { kode: code });
        assert.equal(page.path, '/laporan', page.words);
        assert.deepEqual(filesOn(page).map((f) => f.sum), [sha256(body)]);
        const later = marked(66000, 'nanti');
        const nothing = await back.ask('GET', '/laporan/berkas');
        assert.equal(nothing.forms.some((f) => f.action.endsWith('/masukkan')), false);
        assert.equal((await sendForm(back, '/laporan/berkas', [{ file: 'nanti.jpg', body: later }])).status, 303);
        const list = await back.get('/laporan/berkas');
        assert.equal(filesOn(list)[0].sum, sha256(later));
        page = await back.send(list.form('/laporan/berkas/masukkan'));
        assert.equal(page.status, 200);
        assert.match(page.words, /Berkas sudah masuk ke laporan/);
        assert.match(page.words, /Anda menambahkan berkas bukti/);
        assert.equal(filesOn(page).length, 2);
        const desk = await officer.get(`/meja/perkara/${number}`);
        const added = idsOn(desk).find((i) => i !== id);
        assert.match(desk.words, /Berkas bukti ditambahkan/);
        assert.equal(sha256((await officer.get(original(number, added, 'Baru.'))).bytes), sha256(later));
    });

    await t.test('no file of the post holds what was sent', () => {
        for (const path of everyFile(post.dir)) {
            const bytes = readFileSync(path);
            for (const mark of [MARK, 'PENANDA Rapat', 'separuh.mp4', 'Memeriksa isi'])
                assert.equal(bytes.includes(mark), false, `${mark} in ${path}`);
        }
    });

    await t.test('a damaged file is told, and not sent', async () => {
        const hex = join(post.dir, 'evidence/kept', id);
        truncateSync(hex, statSync(hex).size - 1);
        const answer = await officer.get(original(number, id, 'Lagi.'));
        assert.ok(answer.status >= 500, `${answer.status}`);
        assert.equal(answer.bytes.includes(MARK), false);
        assert.doesNotMatch((await officer.get(`/meja/perkara/${number}/pembaca`)).words, /Lagi\./);
    });
});

test('The reported person\'s agency has no file', async () => {
    const who = await writer(post);
    await sendForm(who, '/lapor/berkas', [{ file: 'a.jpg', body: 'isi' }]);
    const { number } = await file(who, { '/lapor/siapa': { category: 'polri' },
        '/lapor/orang': { role: 'anggota', reported: 'Seorang anggota', unit: 'Polsek' } });
    const may = await post.officer('kpu.1'), mayNot = await post.officer('propam.1');
    const [id] = idsOn(await may.get(`/meja/perkara/${number}`));
    assert.equal((await may.get(original(number, id, 'x'))).bytes.toString(), 'isi');
    const nothing = await mayNot.get('/meja/perkara/JPR-00000');
    for (const path of [`/meja/perkara/${number}/bukti/${id}`, original(number, id, 'x')]) {
        const answer = await mayNot.get(path);
        assert.equal(answer.status, 404);
        assert.equal(answer.title, nothing.title);
    }
    const create = await mayNot.ask('POST', `/meja/perkara/${number}/unggah`, { body: '',
        headers: { ...TUS, 'Upload-Length': '3' } });
    assert.equal(create.status, 404);
});
