/*
 * markers: words that occur nowhere else are planted in everything a person can write, and
 * then looked for in all that an intruder with the whole machine would find: the data
 * directory, logs, temporary folders, and the memory of the running server once
 * everybody has left (ledger.md section 12, 8).
 */
import assert from 'node:assert/strict';
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, statSync }
    from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { fileByForms, Post, reportBody } from './post.mjs';

let post;
const planted = {};

/* "Penandanamazq1x7": in letters and digits, so that no encoding on the way changes it. */
function mark(what) {
    return (planted[what] ??= `Penanda${what}zq${Math.random().toString(36).slice(2, 8)}`);
}

before(async () => {
    post = await new Post().serve();
});
after(() => post.end());

function filesBelow(folder) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((e) =>
        e.isDirectory() ? filesBelow(join(folder, e.name)) : [join(folder, e.name)]);
}

/* Which of the planted words (in any case) are in these bytes. */
function foundIn(bytes) {
    const text = bytes.toString('latin1').toLowerCase();
    return Object.entries(planted).filter(([, word]) => text.includes(word.toLowerCase()))
        .map(([what]) => what);
}

function assertNone(bytes, where) {
    assert.deepEqual(foundIn(bytes), [], where);
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
    await other.submit((await other.get('/laporan')).form('/tutup'));
    planted.kode = code.replaceAll('-', '');
    planted.kodebergaris = code;
    planted.kodelain = secret.code;
    planted.sandipetugas = post.slips['bawaslu.1'].password;
    planted.rahasiatotp = post.slips['bawaslu.1'].secret;
    planted.kuki = [...officer.cookies.values()].find((v) => v.length > 30);
    assert.ok(planted.kuki);
    const out = (await officer.get('/meja')).form('/meja/keluar-sesi');
    assert.equal((await officer.submit(out)).status, 303);
    assert.ok(Object.keys(planted).length > 35);
});

test('The look itself finds what is there', () => {
    const [what, word] = Object.entries(planted)[0];
    assert.deepEqual(foundIn(Buffer.from(`...${word.toUpperCase()}...`)), [what]);
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

/* Every page that is mapped and was written to: what a core file would hold. */
function* memoryOf(pid) {
    const mem = openSync(`/proc/${pid}/mem`, 'r');
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').trim().split('\n')) {
        const [, from, to, perms, name] = line.match(/^(\w+)-(\w+) (\S+) \S+ \S+ \S+ *(.*)$/);
        if (!perms.startsWith('rw'))
            continue;
        const [begin, end] = [Number(`0x${from}`), Number(`0x${to}`)];
        const bytes = Buffer.alloc(Math.min(end - begin, 256 << 20));
        try {
            yield [`${from}-${to} ${name}`, bytes.subarray(0, readSync(mem, bytes, 0, bytes.length, begin))];
        } catch (e) {
            if (!['EIO', 'EFAULT'].includes(e.code))
                throw e;
        }
    }
    closeSync(mem);
}

function familyOf(pid) {
    const below = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return [pid, ...below.split(' ').filter(Boolean).flatMap((p) => familyOf(Number(p)))];
}

test('Nothing of it stands in the server\'s memory once everybody has left', async (t) => {
    if (process.getuid() !== 0)
        return t.skip('only root may look into the server (it is not dumpable)');
    if (readFileSync(`/proc/${post.server.pid}/maps`, 'utf8').includes('libasan'))
        return t.skip('ASan keeps what was freed');
    /* The last connections are closed, and other people's requests go through the threads. */
    for (let n = 0; n < 400; n++)
        await post.browser().ask('GET', n % 2 ? '/' : '/lapor');
    await new Promise((r) => setTimeout(r, 300));
    const found = {};
    let bytes = 0;
    for (const pid of familyOf(post.server.pid))
        for (const [where, part] of memoryOf(pid)) {
            bytes += part.length;
            for (const what of foundIn(part))
                (found[what] ??= []).push(where);
        }
    t.diagnostic(`${bytes >> 20} MiB looked through`);
    assert.ok(bytes > 1 << 20);
    assert.deepEqual(found, {});
});

test('Nothing of it is left after the server has stopped', async () => {
    assert.equal((await post.stop()).code, 0);
    for (const file of filesBelow(post.folder))
        assertNone(readFileSync(file), file);
});
