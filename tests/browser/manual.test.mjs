/*
 * manual: every path of docs/petugas.md walked as a new officer would, with nothing but the words
 * that stand there (manual.mjs). POSKO_SCREENS=docs/screens makes its pictures again.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { comeBack, dayAgo, House, OWN_PASSWORD, pathOf } from './house.mjs';
import { Manual } from './manual.mjs';
import { posko, slipsOf, totp } from '../flow/post.mjs';

const WIDE = { width: 1000, height: 760 }, PHONE = { width: 360, height: 740 };
const LOGIN = 'Nama masuk (surel dinas, NRP, atau NIP)', AGAIN = 'Kata sandi Anda, sekali lagi';
const WHY = 'Pelapor perlu dilindungi sebelum saksi diperiksa.';
const NAME = 'Warga Yang Berani';
const manual = new Manual();
let house, witness;

before(async () => {
    house = await House.open();
    await house.post.stop(); /* so that the server knows the witness from its start */
    witness = posko(['witness', join(house.post.folder, 'saksi'), '--make', 'kesbangpol']).stdout.trim();
    posko(['witness', 'add', house.post.dir, 'kesbangpol', witness]);
    await house.post.serve();
    house.origin = `http://localhost:${house.post.port}`; /* an address of digits has no passkeys */
});
after(() => house?.close());

/* Who works here already: in by plain forms, then at a browser of his own; once each. */
const people = {};
async function officer(login, how = WIDE) {
    if (people[login])
        return people[login];
    const hand = await house.post.officer(login);
    const page = await house.person(how);
    await page.context().addCookies([...hand.cookies].map(([name, value]) =>
        ({ name, value, url: house.origin })));
    page.hand = hand;
    await page.goto('/meja');
    return (people[login] = page);
}

/* From the command line, as a technician. */
function added(login, name, ...more) {
    const ran = posko(['officer', 'add', house.post.dir, login, name, ...more],
                      { input: `${OWN_PASSWORD}\n` });
    house.post.slips[login] = slipsOf(ran.stdout)[0];
}

async function file(more = {}) {
    const filed = await house.post.api('POST', '/api/v1/reports', { expect: 201, body: {
        mode: 'anonymous', category: 'kepala_desa', what: 'Kepala desa mengajak warga memilih satu calon.',
        violation: ['ikut_kampanye'], occurred_on: dayAgo(2).iso, known_on: dayAgo(1).iso,
        place: { kecamatan: '33.20.01', detail: 'Balai desa' }, ...more } });
    return { number: filed.json.case, code: filed.json.code };
}

const confidential = () => file({ mode: 'confidential', identity: { name: NAME, phone: '080000000000' } });
const rowOf = (page, login) => page.getByRole('row').filter({ hasText: login });

/* What a slip on the screen says, by its own words. */
async function slipOn(page) {
    const told = {};
    for (const words of ['Nama masuk', 'Kata sandi pertama', 'Rahasia faktor kedua', 'Sidik kunci'])
        told[words] = await page.locator('dl > div').filter({ has: page.locator('dt', { hasText: words }) })
            .locator('dd').first().innerText();
    return { login: told['Nama masuk'], password: told['Kata sandi pertama'],
             secret: told['Rahasia faktor kedua'].replaceAll(' ', ''), key: told['Sidik kunci'] };
}

async function door(page, { login, password, number }) {
    await page.goto('/meja/masuk');
    await page.getByLabel(LOGIN).fill(login);
    await page.getByLabel('Kata sandi', { exact: true }).fill(password);
    await page.getByLabel('Angka dari aplikasi autentikator').fill(number);
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Masuk', exact: true }).click()]);
}

/* Password, app and slips of his own, in place of the paper's. */
async function firstSteps(page, slip) {
    const secret = await page.innerText('#rahasia');
    await page.getByLabel('Kata sandi baru', { exact: true }).fill(OWN_PASSWORD);
    await page.getByLabel('Kata sandi baru, sekali lagi').fill(OWN_PASSWORD);
    await page.getByLabel('6 angka dari aplikasi').fill(totp(secret));
    await page.getByLabel('Kata sandi dari lembar, sekali lagi').fill(slip.password);
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Simpan', exact: true }).click()]);
    const recovery = await page.locator('main li.mono').allInnerTexts();
    assert.equal(recovery.length, 8, await page.innerText('main'));
    return { login: slip.login, password: OWN_PASSWORD, secret, recovery };
}

const rina = {}; /* who joins, forgets, and leaves */

test('Petugas baru bergabung', async () => {
    const way = manual.chapter('Petugas baru bergabung');
    const head = await officer('bawaslu.1');
    await way.press(head, 'Petugas');
    await way.press(head, 'Tambah petugas');
    await way.fill(head, 'Nama masuk', 'rina');
    await way.fill(head, 'Nama lengkap', 'Rina Petugas');
    await way.choose(head, 'Petugas perkara');
    await way.fill(head, AGAIN, OWN_PASSWORD);
    await way.press(head, 'Buat lembar masuk');
    await way.read(head, 'Lembar masuk', 'Nama masuk', 'Kata sandi pertama', 'Rahasia faktor kedua',
                   'Sidik kunci', 'Cetak lembar');
    await way.picture(head, 'lembar-masuk');
    const slip = await slipOn(head);
    assert.equal(slip.login, 'rina');
    await way.press(head, 'Sudah saya salin');

    const page = await house.person(PHONE);
    await way.open(page, '/meja/masuk');
    await way.fill(page, LOGIN, slip.login);
    await way.fill(page, 'Kata sandi', slip.password);
    await way.fill(page, 'Angka dari aplikasi autentikator', totp(slip.secret));
    await way.press(page, 'Masuk');
    await way.read(page, 'Langkah pertama');
    const secret = await page.innerText('#rahasia');
    await way.fill(page, 'Kata sandi baru', OWN_PASSWORD);
    await way.fill(page, 'Kata sandi baru, sekali lagi', OWN_PASSWORD);
    await way.fill(page, '6 angka dari aplikasi', totp(secret));
    await way.fill(page, 'Kata sandi dari lembar, sekali lagi', slip.password);
    await way.picture(page, 'langkah-pertama');
    await way.press(page, 'Simpan');
    await way.read(page, 'Slip pemulihan Anda');
    await way.picture(page, 'slip-pemulihan');
    const recovery = await page.locator('main li.mono').allInnerTexts();
    await way.press(page, 'Sudah saya simpan, ke meja');
    await way.read(page, 'Kotak masuk');
    Object.assign(rina, { login: 'rina', secret, recovery });
    way.done();
});

test('Masuk setiap hari', async () => {
    const way = manual.chapter('Masuk setiap hari');
    const page = await house.person(WIDE);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal',
        hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
    await way.open(page, '/meja/masuk');
    await way.fill(page, LOGIN, 'rina');
    await way.fill(page, 'Kata sandi', OWN_PASSWORD);
    await way.fill(page, 'Angka dari aplikasi autentikator', totp(rina.secret, 1)); /* the last is used */
    await way.press(page, 'Masuk');
    assert.equal(pathOf(page), '/meja');
    await way.press(page, 'Akun saya');
    await way.press(page, 'Tambah kunci sandi');
    await way.fill(page, 'Nama kunci sandi', 'Laptop piket');
    await way.fill(page, AGAIN, OWN_PASSWORD);
    await way.press(page, 'Buat kunci sandi');
    await way.read(page, 'Kunci sandi sudah ditambahkan.');
    await page.locator('details.menu summary').click();
    await way.press(page, 'Keluar');

    await door(page, { login: 'rina', password: OWN_PASSWORD, number: '' });
    await way.read(page, 'Satu langkah lagi');
    await way.picture(page, 'kunci-sandi', page.locator('.gate'));
    await way.press(page, 'Pakai kunci sandi');
    assert.equal(pathOf(page), '/meja');

    const other = await house.person(PHONE);
    await door(other, { login: 'rina', password: OWN_PASSWORD, number: rina.recovery[0] });
    assert.match(await other.innerText('main'), /tersisa 7/);
    await way.read(other, 'Akun saya', 'Ganti');
    await way.press(other, 'Akhiri semua sesi lain');
    await other.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await Promise.all([other.waitForEvent('load'), other.getByRole('button', { name: 'Akhiri', exact: true }).click()]);
    await page.goto('/meja');
    assert.equal(pathOf(page), '/meja/masuk');
    await way.press(other, 'Ganti'); /* the app, for a new telephone */
    assert.equal(pathOf(other), '/meja/saya/aplikasi');
    way.done();
});

test('Petugas lupa kata sandi', async () => {
    const way = manual.chapter('Petugas lupa kata sandi');
    added('pengelola', 'Pengelola Posko', '--agency', 'kesbangpol', '--role', 'admin');
    const admin = await officer('pengelola'), head = await officer('bawaslu.1');
    await admin.goto('/meja');
    await way.press(admin, 'Semua petugas');
    await way.press(admin, 'Atur ulang', rowOf(admin, 'rina'));
    await admin.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(admin, 'Atur ulang sekarang');
    await way.read(admin, 'Lembar masuk');
    const slip = await slipOn(admin);

    const page = await house.person(WIDE);
    await door(page, { ...slip, number: totp(slip.secret) });
    await way.read(page, 'Langkah pertama');
    Object.assign(rina, await firstSteps(page, slip));
    await page.goto('/meja');
    await way.read(page, 'Kunci lembaga belum ada pada Anda');
    await way.picture(page, 'menunggu-kunci');

    await head.goto('/meja');
    await way.press(head, 'Petugas');
    await way.press(head, 'Serahkan kunci', rowOf(head, 'rina'));
    await way.read(head, 'Sidik kunci');
    assert.ok((await head.innerText('main')).includes(slip.key), 'the fingerprint of the slip is not on the page');
    await head.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.picture(head, 'serahkan-kunci');
    await way.press(head, 'Serahkan kunci kepada');
    await way.read(head, 'Kunci lembaga sudah diserahkan.');

    await door(page, { ...rina, number: totp(rina.secret, 1) });
    await page.goto('/meja');
    await way.read(page, 'Kotak masuk');
    assert.ok(!(await page.innerText('main')).includes('belum ada pada Anda'));
    way.done();
});

test('Petugas keluar', async () => {
    const way = manual.chapter('Petugas keluar');
    const head = await officer('bawaslu.1');
    for (let n = 0; n < 3; n++)
        await file();
    await head.goto('/meja');
    await way.press(head, 'Petugas');
    await way.press(head, 'Akhiri', rowOf(head, 'rina'));
    await head.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(head, 'Akhiri akses sekarang');
    await way.read(head, 'Perbarui kunci lembaga');
    await way.press(head, 'Kunci lembaga');
    await way.read(head, 'Ganti kunci lembaga');
    await head.goBack();
    await way.press(head, 'Perbarui kunci lembaga');
    await head.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(head, 'Ganti kunci sekarang');
    await way.read(head, 'Kunci diganti.');
    await way.press(head, 'Kunci lembaga');
    await way.read(head, 'Perkara disegel ulang');
    for (let n = 0; n < 40 && !(await head.innerText('main')).includes('Semua perkara disegel'); n++) {
        await head.waitForTimeout(250);
        await head.reload();
    }
    await way.read(head, 'Semua perkara disegel dengan kunci yang dipakai sekarang.');
    assert.match(await head.innerText('main'), /posko witness expect DIR [0-9a-f]{64}/);
    await way.picture(head, 'kunci-lembaga');

    const page = await house.person(PHONE);
    await door(page, { ...rina, number: rina.recovery[0] });
    assert.equal(pathOf(page), '/meja/masuk'); /* who left is not let in */
    way.done();
});

test('Membuka nama pelapor rahasia', async () => {
    const way = manual.chapter('Membuka nama pelapor rahasia');
    const one = await confidential();
    const asker = await officer('bawaslu.1');
    await asker.goto(`/meja/perkara/${one.number}`);
    await way.read(asker, 'Identitas pelapor');
    await way.press(asker, 'Minta nama pelapor dibuka');
    await way.fill(asker, 'Alasan', WHY);
    await asker.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(asker, 'Minta persetujuan');
    for (const login of ['bawaslu.1', 'kpu.1', 'kesbangpol.1']) {
        const page = await officer(login);
        await page.goto('/meja');
        await way.press(page, 'Menunggu persetujuan Anda');
        await Promise.all([page.waitForEvent('load'), page.locator('.strip a', { hasText: one.number }).click()]);
        assert.ok((await page.innerText('main')).includes(WHY));
        await way.read(page, 'Tolak');
        await page.getByLabel(AGAIN).fill(OWN_PASSWORD);
        await way.press(page, 'Setuju');
    }
    await asker.goto(`/meja/perkara/${one.number}`);
    assert.match(await asker.innerText('main'), /3 dari 3/);
    await way.picture(asker, 'nama-tiga-setuju', asker.locator('section[aria-labelledby=identitas]'));
    await way.press(asker, 'Buka nama pelapor');
    await asker.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(asker, 'Catat dan tampilkan nama');
    assert.ok((await asker.innerText('main')).includes(NAME));
    await asker.goto(`/meja/perkara/${one.number}`);
    await way.press(asker, 'Tampilkan nama pelapor');
    assert.ok(!(await asker.innerText('main')).includes(NAME)); /* a reason first */

    const reporter = await house.person(PHONE);
    assert.ok(way.text.includes('`/cek`'));
    await comeBack(reporter, one.code);
    await way.read(reporter, 'Nama Anda dibuka');
    assert.ok((await reporter.innerText('main')).includes(WHY));
    await way.picture(reporter, 'nama-pelapor-tahu', reporter.locator('main section').filter({ hasText: 'Nama Anda dibuka' }));
    const refused = await confidential();
    await asker.goto(`/meja/perkara/${refused.number}`);
    await way.press(asker, 'Minta nama pelapor dibuka');
    await way.fill(asker, 'Alasan', WHY);
    await asker.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(asker, 'Minta persetujuan');
    const kpu = await officer('kpu.1');
    await kpu.goto('/meja');
    await Promise.all([kpu.waitForEvent('load'), kpu.locator('.strip a', { hasText: refused.number }).click()]);
    await way.press(kpu, 'Tolak');
    await way.fill(kpu, 'Alasan', 'Perlindungan dapat diberikan tanpa nama.');
    await kpu.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(kpu, 'Tolak');
    assert.match(await kpu.innerText('main'), /menolak/);
    way.done();
});

test('Memberi akses kepada lembaga yang dikecualikan', async () => {
    const way = manual.chapter('Memberi akses kepada lembaga yang dikecualikan');
    const one = await file({ category: 'polri' });
    const bawaslu = await officer('bawaslu.1'), kpu = await officer('kpu.1');
    const propam = await officer('propam.1');
    const there = async () => (await propam.goto(`/meja/perkara/${one.number}`)).status();
    assert.equal(await there(), 404);
    const review = await bawaslu.hand.get(`/meja/perkara/${one.number}/telaah`);
    await bawaslu.hand.send(review.form('/telaah'), { title: 'Ajakan memilih', text: 'Sesuai.',
                            category: 'polri', intake: 'informasi_awal', formal: 'no', material: 'no' });
    await bawaslu.goto(`/meja/perkara/${one.number}`);
    await way.read(bawaslu, 'Instansi tanpa akses');
    await way.press(bawaslu, 'Usulkan akses bagi instansi ini');
    await way.fill(bawaslu, 'Alasan', 'Propam perlu memeriksa anggotanya sendiri.');
    await bawaslu.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(bawaslu, 'Usulkan');
    await way.picture(bawaslu, 'akses-usulan', bawaslu.locator('section[aria-labelledby=akses]'));
    assert.equal(await there(), 404);
    await kpu.goto('/meja');
    await way.read(kpu, 'Menunggu persetujuan Anda');
    await Promise.all([kpu.waitForEvent('load'), kpu.locator('.strip a', { hasText: one.number }).click()]);
    await kpu.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(kpu, 'Setuju dan beri akses');
    assert.equal(await there(), 200);
    await kpu.goto(`/meja/perkara/${one.number}`);
    await way.press(kpu, 'Cabut akses');
    assert.match(pathOf(kpu), /\/akses\/cabut$/);
    way.done();
});

test('Mundur dari perkara', async () => {
    const way = manual.chapter('Mundur dari perkara');
    const one = await file();
    added('kpu.2', 'Petugas Kedua', '--by', 'kpu.1');
    const kpu = await officer('kpu.1');
    await kpu.goto(`/meja/perkara/${one.number}`);
    await way.unfold(kpu, 'Langkah lain');
    await way.press(kpu, 'Saya punya kepentingan');
    await kpu.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(kpu, 'Mundur dari perkara ini');
    assert.equal(pathOf(kpu), '/meja');
    assert.equal((await kpu.goto(`/meja/perkara/${one.number}`)).status(), 404);
    way.done();
});

test('Siapa yang membuka perkara', async () => {
    const way = manual.chapter('Siapa yang membuka perkara');
    const one = await file();
    const bawaslu = await officer('bawaslu.1'), kesbangpol = await officer('kesbangpol.1');
    await kesbangpol.goto(`/meja/perkara/${one.number}`);
    await bawaslu.goto(`/meja/perkara/${one.number}`);
    await way.press(bawaslu, 'Siapa yang membuka');
    const told = await bawaslu.innerText('main');
    assert.match(told, /Petugas pertama Kesbangpol/);
    assert.match(told, /Petugas pertama Bawaslu/);
    await way.picture(bawaslu, 'siapa-membuka');
    await way.press(bawaslu, 'Cari');
    const link = bawaslu.getByRole('link', { name: /Lihat pencarian lembaga Anda/ });
    await way.read(bawaslu, 'Lihat pencarian lembaga Anda');
    await Promise.all([bawaslu.waitForEvent('load'), link.click()]);
    assert.equal(pathOf(bawaslu), '/meja/pencarian');
    way.done();
});

test('Pemegang kunci identitas hilang', async () => {
    const way = manual.chapter('Pemegang kunci identitas hilang');
    const one = await officer('kesbangpol.1');
    await one.goto('/meja');
    await way.press(one, 'Kunci lembaga');
    await way.press(one, 'Ganti kunci identitas');
    await one.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(one, 'Ganti kunci identitas');
    await way.read(one, 'Sesi Anda sudah berakhir.');
    delete people['kesbangpol.1'];
    await (await officer('kesbangpol.1')).goto('/meja/lembaga');

    /* A head who holds no share; and the one who did does not come back. */
    await confidential();
    await officer('provos-tni.1');
    added('tni.kepala', 'Kepala Kedua', '--by', 'provos-tni.1', '--role', 'head');
    const head = await officer('tni.kepala'), admin = await officer('pengelola');
    await admin.goto('/meja');
    await way.press(admin, 'Semua petugas');
    await way.press(admin, 'Tambah petugas');
    await way.fill(admin, 'Nama masuk', 'tni.pemegang');
    await way.fill(admin, 'Nama lengkap', 'Pemegang Baru');
    way.says('Lembaga');
    await admin.getByLabel('Lembaga', { exact: true }).selectOption({ label: 'Provos TNI' });
    await way.choose(admin, 'Pemegang kunci identitas');
    await admin.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(admin, 'Buat lembar masuk');
    const slip = await slipOn(admin);
    const fresh = await house.person(PHONE);
    await door(fresh, { ...slip, number: totp(slip.secret) });
    const own = await firstSteps(fresh, slip);

    await way.press(head, 'Petugas');
    await way.press(head, 'Serahkan kunci', rowOf(head, 'tni.pemegang'));
    await way.read(head, 'Sidik kunci');
    await head.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(head, 'Serahkan kunci kepada');
    await way.press(head, 'Kunci lembaga');
    await way.press(head, 'Ganti kunci identitas');
    await way.read(head, 'hilang untuk selamanya');
    await head.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(head, 'Ganti kunci identitas');
    await way.read(head, 'Kunci identitas diganti.');

    await way.press(head, 'Petugas');
    await way.press(head, 'Akhiri', rowOf(head, 'provos-tni.1'));
    await head.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(head, 'Akhiri akses sekarang');
    await door(fresh, { ...own, number: totp(own.secret, 1) });
    await way.press(fresh, 'Kunci lembaga');
    await way.press(fresh, 'Ganti kunci identitas');
    assert.ok(!(await fresh.innerText('main')).includes('hilang untuk selamanya')); /* he holds it */
    await fresh.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(fresh, 'Ganti kunci identitas');
    await way.read(fresh, 'Sesi Anda sudah berakhir.');
    way.done();
});

test('Mengakui saksi lembaga', async () => {
    const way = manual.chapter('Mengakui saksi lembaga');
    const head = await officer('kesbangpol.1');
    await head.goto('/meja');
    await way.press(head, 'Kunci lembaga');
    await way.read(head, 'Saksi', 'Ditambahkan server, belum diakui lembaga Anda.');
    await way.press(head, 'Akui saksi ini');
    await way.read(head, 'Kunci saksi');
    assert.ok((await head.innerText('main')).includes(witness));
    await head.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(head, 'Ya, kuncinya sama');
    await way.read(head, 'Saksi diakui di catatan publik.');
    way.done();
});

test('Semua petugas satu lembaga kehilangan akses', async () => {
    const way = manual.chapter('Semua petugas satu lembaga kehilangan akses');
    const head = await officer('bawaslu.1');
    await head.goto('/meja');
    await way.press(head, 'Kunci lembaga');
    await way.press(head, 'Buat lembar kertas');
    await head.getByLabel(AGAIN).fill(OWN_PASSWORD);
    await way.press(head, 'Tampilkan tiga lembar');
    await way.picture(head, 'lembar-kertas');
    const slips = await head.locator('section.slip p.mono').allInnerTexts();
    assert.equal(slips.length, 3);

    const recovered = posko(way.command('posko agency recover', house.post.dir),
                            { input: `${slips[2].replace(/\s+/g, ' ')}\n${slips[0].replace(/\s+/g, ' ')}\n` });
    house.post.slips['bawaslu.9'] = slipsOf(recovered.stdout)[0];
    const fresh = await officer('bawaslu.9');
    assert.match(await fresh.innerText('main'), /[A-Z]{3}-[0-9A-Z]{5}/);
    const replaced = posko(way.command('posko agency replace', house.post.dir),
                           { input: `${OWN_PASSWORD}\n${OWN_PASSWORD}\n` });
    house.post.slips['bawaslu.8'] = slipsOf(replaced.stdout)[0];
    const again = await officer('bawaslu.8');
    assert.match(await again.innerText('main'), /[A-Z]{3}-[0-9A-Z]{5}/);
    way.done();
});

test('Mengesahkan angka', async () => {
    const way = manual.chapter('Mengesahkan angka');
    const lively = await House.open({ cases: 40 });
    try {
        const page = await lively.officer('kpu.1', WIDE);
        await way.press(page, 'Angka untuk disahkan');
        await way.read(page, 'Tabel', 'Hitungan kita', 'Sanggah');
        await way.picture(page, 'angka');
        await way.press(page, 'Sahkan');
        assert.match(await page.innerText('main'), /Tabel disahkan/);
        way.done();
    } finally {
        await lively.close();
    }
});

test('Every chapter was walked', () => manual.done());
