/*
 * markers: words that occur nowhere else are planted in everything a person can write, and
 * then looked for, with passwords, codes and the very bytes of the keys they lead to, in all
 * that an intruder with the whole machine would find: the data directory, logs, temporary
 * folders, and the memory of the running server while nobody asks it anything
 * (ledger.md section 12, 8).
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { filesBelow, foundIn, foundInMemory } from './look.mjs';
import { fileByForms, Post, reportBody } from './post.mjs';

const KEYS_OF = process.env.KEYS_OF
    ?? fileURLToPath(new URL('../../build/tests/flow/keys_of', import.meta.url));

let post, stays;
const planted = {};

/* "Penandanamazq1x7": in letters and digits, so that no encoding on the way changes it. */
function mark(what) {
    return (planted[what] ??= `Penanda${what}zq${Math.random().toString(36).slice(2, 8)}`);
}

before(async () => {
    post = await new Post({ headers: { 'Accept-Encoding': 'gzip' } }).serve(); /* as browsers do */
});
after(() => post.end());

function assertNone(bytes, where) {
    assert.deepEqual(foundIn(bytes, planted), [], where);
}

/* The very bytes that a password leads to; and what a receipt code leads to. */
function plantKeys(login, codes) {
    const ran = spawnSync(KEYS_OF,
                          [post.dir, login, post.slips[login].password, ...codes],
                          { encoding: 'utf8' });
    assert.equal(ran.status, 0, ran.stderr);
    ran.stdout.trim().split('\n').forEach((line, n) => {
        const [name, hex] = line.split(' ');
        planted[`${login} ${name} ${n}`] = Buffer.from(hex, 'hex');
    });
}

function base32(text) {
    const bits = [...text].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c)
        .toString(2).padStart(5, '0')).join('');
    return Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
}

function plantSession(name, officer) {
    const cookie = [...officer.cookies.values()].find((v) => v.length > 30);
    assert.ok(cookie, name);
    planted[`kuki ${name}`] = cookie;
    if (/^[0-9a-f]+$/.test(cookie))
        planted[`sesi ${name}`] = Buffer.from(cookie, 'hex');
}

test('People write: in every field, at the counter, at the desk, through the API', async () => {
    const officer = await post.officer('bawaslu.1');
    const { code, number } = await fileByForms(post.browser(), {
        '/lapor/cara': { mode: 'named' },
        '/lapor/orang': { reported: mark('terlapor'), unit: mark('unit') },
        '/lapor/apa': { what: `${mark('kisah')}. ${'Lalu ia berpidato. '.repeat(200)}` },
        '/lapor/kapan': { occurred_time: mark('jam') },
        '/lapor/tempat': { kecamatan: '33.20.01', place_detail: mark('tempat') },
        '/lapor/bukti': { proofs: ['photo'], proof_note: `IMG_${mark('berkas')}.jpg` },
        '/lapor/identitas': { name: mark('nama'), phone: mark('telepon'),
                              address: mark('alamat') } });
    const secret = await fileByForms(post.browser(), {
        '/lapor/cara': { mode: 'confidential' },
        '/lapor/apa': { what: mark('kisahrahasia') },
        '/lapor/identitas': { name: mark('namarahasia'), phone: mark('teleponrahasia') } });
    const api = await post.api('POST', '/api/v1/reports', { expect: 201, body: reportBody({
        mode: 'named', what: mark('api'), identity: { name: mark('namaapi') },
        reported: { description: mark('terlaporapi') } }),
        headers: { 'Idempotency-Key': mark('kunci') } });
    await post.api('POST', '/api/v1/report/messages', { code: api.json.code, expect: 201,
                                                        body: { text: mark('pesanapi') } });

    /* A draft that nobody finishes, and one that is thrown away. */
    const half = post.browser();
    let page = await half.get('/lapor');
    page = await half.send(page.form('/lapor'));
    await half.send(page.form('/lapor/cara'), { mode: 'anonymous' });
    await half.send((await half.get('/lapor/siapa')).form('/lapor/siapa'), { category: 'asn' });
    await half.send((await half.get('/lapor/orang')).form('/lapor/orang'),
                    { reported: mark('setengah') });

    /* What was refused leaves no more behind than what was taken. */
    await half.submit((await half.get('/lapor/apa')).form('/lapor/apa'),
                      { what: `${mark('terlalupanjang')}${'x'.repeat(20001)}` });
    await half.ask('POST', '/lapor/apa', { body: `what=${mark('tanpatoken')}`,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    await half.ask('POST', '/lapor/orang', { body: `reported=${mark('rusak')}%ff`,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    await half.ask('GET', `/${mark('alamathalaman')}`);
    await half.ask('GET', `/cek?ditutup=${mark('kueri')}`, {
        headers: { 'User-Agent': mark('peramban'), Referer: `https://x/${mark('rujukan')}` } });

    /* The desk: title, note, message, task, search, and the sign-in of nobody. */
    const path = `/meja/perkara/${number}`;
    const act = async (step, answers) => {
        const done = await officer.submit((await officer.get(`${path}/${step}`)).form(`/${step}`),
                                          answers);
        assert.equal(done.status, 303, `${step}: ${done.words}`);
    };
    await act('telaah', { title: mark('judul'), text: mark('alasan') });
    await act('catatan', { text: mark('catatan') });
    await act('pesan', { text: mark('pesan') });
    await act('tugas', { text: mark('tugas') });
    await act('teruskan', { authority: ['bkn'], text: mark('pengantar') });
    await act('balasan', { authority: 'bkn', what: 'answered', result: 'ethics',
                           number: mark('nomorsurat'), text: mark('jawaban') });
    assert.match((await officer.get(`/meja/cari?q=${mark('kisah')}`)).words, new RegExp(number));
    await officer.get(`${path}/identitas`);
    const door = post.browser();
    await door.submit((await door.get('/meja/masuk')).form('/meja/masuk'),
                      { login: mark('pengguna'), password: mark('sandi'), totp: '000000' });

    /* The reporter: reads, answers, leaves. */
    const other = post.browser();
    page = await other.send((await other.get('/cek')).form('/cek'), { kode: code });
    assert.match(page.words, new RegExp(mark('pesan')));
    await other.send(page.form('/laporan/pesan'), { pesan: mark('balas') });
    plantSession('pelapor', other);
    await other.submit((await other.get('/laporan')).form('/tutup'));
    planted.kode = code.replaceAll('-', '');
    planted.kodebergaris = code;
    planted.kodelain = secret.code;
    for (const login of ['bawaslu.1', 'kpu.1']) {
        planted[`sandi ${login}`] = post.slips[login].password;
        planted[`rahasiatotp ${login}`] = post.slips[login].secret;
        planted[`bytetotp ${login}`] = base32(post.slips[login].secret);
        plantKeys(login, [code, secret.code, api.json.code]);
    }
    plantSession('bawaslu.1', officer);

    /* Another reads the case and stays signed in, his browser closed. */
    stays = await post.officer('kpu.1');
    assert.match((await stays.get(path)).words, new RegExp(mark('kisah')));
    plantSession('kpu.1', stays);
    const out = (await officer.get('/meja')).form('/meja/keluar-sesi');
    assert.equal((await officer.submit(out)).status, 303);
    assert.ok(Object.keys(planted).length > 60);
});

test('The look itself finds what is there', () => {
    const [what, word] = Object.entries(planted)[0];
    const key = { key: Buffer.from('00ff10fe20fd30fc40fb', 'hex') };
    const coated = { 'as it is': `...${word.toUpperCase()}...`,
                     'UTF-16': Buffer.from(`.${word}.`, 'utf16le'),
                     hex: Buffer.from(word).toString('hex').toUpperCase() };

    for (const [coat, bytes] of Object.entries(coated))
        assert.deepEqual(foundIn(Buffer.from(bytes), planted), [`${what} (${coat})`]);
    for (const before of ['', 'x', 'xy', 'xyz'])
        assert.deepEqual(foundIn(Buffer.from(Buffer.from(`${before}${word}...`)
            .toString('base64')), planted), [`${what} (base64)`], before);
    assert.deepEqual(foundIn(Buffer.concat([Buffer.alloc(9000), key.key]), key),
                     ['key (as it is)']);
    /* ... in a process, too: in this one, where all of it still is. */
    assert.ok(Object.keys(foundInMemory(process.pid, { [what]: word }).found).length > 0);
});

test('Nothing of it stands in the data directory, WAL and all, while the server runs', () => {
    const files = filesBelow(post.dir);
    assert.ok(files.some((f) => f.endsWith('.db')));
    assert.ok(files.some((f) => f.endsWith('-wal')), 'the WAL is looked at too');
    for (const file of files)
        assertNone(readFileSync(file), file);
});

test('Nothing of it stands in the logs', () => {
    for (const name of ['serve.err', 'serve.out'])
        assertNone(readFileSync(join(post.folder, name)), name);
});

test('Nothing of it stands in temporary folders, nor in files that the server holds open', () => {
    for (const file of filesBelow(post.tmp))
        assertNone(readFileSync(file), file);
    for (const fd of readdirSync(`/proc/${post.server.pid}/fd`)) {
        const to = readlinkSync(`/proc/${post.server.pid}/fd/${fd}`);
        if (to.startsWith('/') && !to.startsWith('/dev/') && !to.startsWith('/proc/'))
            assertNone(readFileSync(`/proc/${post.server.pid}/fd/${fd}`), to);
    }
    for (const name of readdirSync('/tmp')) {
        const path = join('/tmp', name);
        if (/posko|etilqs/i.test(name) && path !== post.folder && statSync(path).isFile())
            assertNone(readFileSync(path), path);
    }
});

test('A core file cannot be made of it', () => {
    const limits = readFileSync(`/proc/${post.server.pid}/limits`, 'utf8');
    assert.match(limits, /Max core file size\s+0\s+0/);
});

test('Nothing of it stands in the memory of the server and its signer', async (t) => {
    if (process.getuid() !== 0)
        return t.skip('only root may look into the server (it is not dumpable)');
    if (readFileSync(`/proc/${post.server.pid}/maps`, 'utf8').includes('libasan'))
        return t.skip('ASan keeps what was freed');
    await new Promise((r) => setTimeout(r, 500)); /* the last connections are closed */
    const { found, looked } = foundInMemory(post.server.pid, planted);
    t.diagnostic(`${looked >> 20} MiB looked through for ${Object.keys(planted).length} things`);
    assert.ok(looked > 1 << 20);
    assert.deepEqual(found, {});
    assert.equal((await stays.get('/meja')).status, 200, 'though one officer is signed in');
});

test('Nothing of it is left after the server has stopped', async () => {
    assert.equal((await post.stop()).code, 0);
    for (const file of filesBelow(post.folder))
        assertNone(readFileSync(file), file);
});
