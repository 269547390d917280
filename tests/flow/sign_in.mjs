/*
 * sign_in: the officers' door by plain forms: first steps, the account, slips, sessions, the
 * password asked again, and what strangers are told. Passkeys: tests/browser/passkey.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { OWN_PASSWORD, Post, totp } from './post.mjs';

const NEXT_PASSWORD = 'awan pelan melewati bukit';
let post;

before(async () => {
    post = await new Post().serve();
});
after(() => post.end());

/* One try at the first page; the answer, not followed. */
async function door(browser, login, password, typed) {
    const page = await browser.get('/meja/masuk');
    return browser.submit(page.form('/meja/masuk'), { login, password, totp: typed });
}

const secretOf = (page) => page.text.match(/id="rahasia">([A-Z2-7]+)</)[1];

test('A slip of paper opens the first steps and nothing else', async () => {
    const slip = post.slips['propam.1'];
    const browser = post.browser();
    assert.equal((await door(browser, 'propam.1', slip.password, totp(slip.secret, -1))).status, 303);
    for (const path of ['/meja', '/meja/cari?q=x', '/meja/catat', '/meja/saya', '/meja/saya/sandi'])
        assert.equal((await browser.ask('GET', path)).headers.location, '/meja/mulai', path);
    const page = await browser.get('/meja/mulai');
    const form = page.form('/meja/mulai'), secret = secretOf(page);
    const right = { fresh: OWN_PASSWORD, twice: OWN_PASSWORD, totp: totp(secret), password_again: slip.password };
    for (const [wrong, told] of [
        [{ fresh: 'pendek', twice: 'pendek' }, 'paling sedikit 12'],
        [{ fresh: 'rahasia-2026!!', twice: 'rahasia-2026!!' }, 'Banyak orang memakai'],
        [{ fresh: 'petugas propam.1 jaga' }, 'nama masuk'],
        [{ fresh: slip.password, twice: slip.password }, 'berbeda dari kata sandi sekarang'],
        [{ twice: `${OWN_PASSWORD}x` }, 'tidak sama'], [{ totp: '000000' }, 'Angka tidak cocok'],
        [{ box: '00' }, 'terlalu lama'], [{ password_again: '' }, 'Tulis kata sandi Anda'],
        [{ password_again: 'bukan ini' }, 'Kata sandi tidak cocok']]) {
        const answer = await browser.submit(form, { ...right, ...wrong });
        assert.equal(answer.status, 422, told);
        assert.ok(answer.words.includes(told), `${told}: ${answer.words}`);
        assert.ok(wrong.box || secretOf(answer) === secret, 'the app has to be set up anew');
        for (const typed of [OWN_PASSWORD, slip.password])
            assert.ok(!answer.text.includes(typed), 'a password is in the page');
    }
    const done = await browser.submit(form, right);
    assert.equal(done.status, 200);
    const slips = [...done.text.matchAll(/<li class="mono">([^<]+)</g)].map(([, s]) => s);
    assert.equal(new Set(slips).size, 8);
    assert.equal((await browser.ask('GET', '/meja')).status, 200);
    assert.equal((await door(post.browser(), 'propam.1', slip.password, totp(slip.secret, 1))).status, 422);
    assert.equal((await door(post.browser(), 'propam.1', OWN_PASSWORD, right.totp)).status, 422, 'used');

    const by = post.browser();
    const answer = await door(by, 'propam.1', OWN_PASSWORD, slips[0].toLowerCase());
    assert.equal(answer.status, 303);
    assert.ok((await by.get(answer.headers.location)).words.includes('tersisa 7'));
    assert.equal((await door(post.browser(), 'propam.1', OWN_PASSWORD, slips[0])).status, 422);
});

test('The second page is reached only by the right password', async () => {
    const browser = post.browser();
    assert.equal((await browser.ask('GET', '/meja/masuk/kedua')).headers.location, '/meja/masuk?habis=1');
    const officer = await post.officer('kpu.1');
    assert.equal((await officer.ask('GET', '/meja/masuk/kedua')).headers.location, '/meja/masuk?habis=1');
    /* Without a passkey there is no second page: the password alone tells nothing. */
    assert.equal((await door(browser, 'kpu.1', post.slips['kpu.1'].password, '')).status, 422);
});

test('Whoever has the name or not, the answers are the same, waiting too', async () => {
    const told = { 'provos-tni.1': [], 'tidak.ada': [] };
    for (let n = 0; n < 7; n++)
        for (const login of Object.keys(told)) {
            const answer = await door(post.browser(), login, 'bukan kata sandinya', '123456');
            told[login].push(`${answer.status} ${answer.words.replaceAll(login, '').replace(/Tunggu [^,]*,|\d+ detik/g, '')}`);
        }
    assert.deepEqual(told['provos-tni.1'], told['tidak.ada']);
    assert.match(told['tidak.ada'][6], /Terlalu banyak percobaan/);
    assert.doesNotMatch(told['tidak.ada'][4], /Terlalu banyak percobaan/);
});

test('A grave act asks for the password, keeps what was typed, and waits after five wrong ones', async () => {
    const officer = await post.officer('bawaslu.1');
    const { password } = post.slips['bawaslu.1'];
    const form = (await officer.get('/meja/saya/sandi')).form('/meja/saya/sandi');
    const typed = { fresh: NEXT_PASSWORD, twice: NEXT_PASSWORD };
    const without = await officer.submit(form, { ...typed, password_again: '' });
    assert.equal(without.status, 422);
    assert.ok(without.words.includes('Tulis kata sandi Anda'));
    const other = await post.officer('bawaslu.1');
    const done = await officer.submit(form, { ...typed, password_again: password });
    assert.equal(done.headers.location, '/meja/saya?hasil=sandi');
    assert.equal((await other.ask('GET', '/meja')).headers.location, '/meja/masuk?ke=/meja', 'the other session goes on');
    assert.equal((await officer.ask('GET', '/meja')).status, 200);
    const slip = (await officer.get('/meja/saya/slip')).form('/meja/saya/slip');
    for (let n = 0; n < 5; n++)
        assert.ok((await officer.submit(slip, { password_again: password })).words.includes('tidak cocok'));
    const held = await officer.submit(slip, { password_again: NEXT_PASSWORD });
    assert.ok(held.words.includes('Terlalu banyak'), held.words);
});

test('Sessions are shown, and ended one by one or all others at once', async () => {
    const one = await post.officer('kesbangpol.1'), two = await post.officer('kesbangpol.1');
    const page = await one.get('/meja/saya');
    assert.equal(page.text.match(/\/meja\/saya\/sesi\?id=[0-9a-f]{64}/g).length, 2);
    assert.ok(page.words.includes('Sesi ini'));
    const form = (await one.get('/meja/saya/sesi?id=lain')).form('/meja/saya/sesi');
    assert.equal((await one.submit(form, { password_again: 'bukan ini' })).status, 422);
    assert.equal((await two.ask('GET', '/meja')).status, 200);
    assert.equal((await one.submit(form, { password_again: OWN_PASSWORD })).status, 303);
    assert.equal((await two.ask('GET', '/meja')).status, 303);
    const mine = (await one.get('/meja/saya')).text.match(/\/meja\/saya\/sesi\?id=[0-9a-f]{64}/)[0];
    await one.submit((await one.get(mine)).form('/meja/saya/sesi'), { password_again: OWN_PASSWORD });
    assert.equal((await one.ask('GET', '/meja')).headers.location, '/meja/masuk?ke=/meja');
});

test('The last second factor stays, and another app takes the place of the first', async () => {
    const officer = await post.officer('kpu.1');
    const { password } = post.slips['kpu.1'];
    const remove = (await officer.get('/meja/saya/hapus?apa=aplikasi')).form('/meja/saya/hapus');
    const answer = await officer.submit(remove, { password_again: password });
    assert.equal(answer.status, 409);
    assert.ok(answer.words.includes('faktor kedua yang terakhir'));
    const page = await officer.get('/meja/saya/aplikasi');
    const secret = secretOf(page);
    const qr = await officer.ask('GET', page.text.match(/src="(\/meja\/saya\/aplikasi\/qr\.png[^"]+)"/)[1]);
    assert.equal(qr.headers['content-type'], 'image/png');
    assert.equal(qr.headers['cache-control'], 'no-store');
    const done = await officer.submit(page.form('/meja/saya/aplikasi'), { totp: totp(secret, -1), password_again: password });
    assert.equal(done.headers.location, '/meja/saya?hasil=aplikasi');
    assert.equal((await door(post.browser(), 'kpu.1', password, totp(post.slips['kpu.1'].secret, 1))).status, 422);
    assert.equal((await door(post.browser(), 'kpu.1', password, totp(secret))).status, 303);
});

test('Signing out clears what the browser kept', async () => {
    const slip = post.slips['kesbangpol.1'];
    const officer = post.browser();
    assert.equal((await door(officer, 'kesbangpol.1', slip.password, slip.recovery[0])).status, 303);
    const out = await officer.submit((await officer.get('/meja')).form('/meja/keluar-sesi'));
    assert.match(out.headers['clear-site-data'], /"cache"/);
    assert.ok(out.headers['set-cookie'].some((c) => /^posko_officer=;.*Max-Age=0/i.test(c)));
});
