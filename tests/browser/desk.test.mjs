/*
 * desk: every page an officer sees, in every state: signing in, the inbox with nothing, one and
 * many, a case at each stage, each deed's form with errors and without.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { comeBack, dayAgo, House, pathOf, press } from './house.mjs';
import { looker } from './look.mjs';

const DESK = { citizen: false };
const DEEDS = ['telaah', 'lengkapi', 'nomor', 'teruskan', 'balasan', 'temuan', 'tenggat', 'putus', 'gabung',
               'tutup', 'buka', 'catatan', 'pesan', 'tugas'];
let house, page, hand;

before(async () => {
    house = await House.open();
    page = await house.officer('bawaslu.1');
    /* The same officer by plain forms: what only has to be done is done quickly. */
    hand = house.post.browser();
    for (const { name, value } of await page.context().cookies())
        hand.cookies.set(name, value);
});
after(() => house?.close());

async function file(more = {}) {
    const filed = await house.post.api('POST', '/api/v1/reports', { expect: 201, body: {
        mode: 'anonymous', category: 'asn', what: 'Camat berpidato di panggung kampanye.',
        violation: ['ikut_kampanye'], occurred_on: dayAgo(2).iso, known_on: dayAgo(1).iso,
        place: { kecamatan: '33.20.01', detail: 'Lapangan' }, ...more } });
    return { number: filed.json.case, code: filed.json.code };
}

async function done(number, step, answers = {}) {
    const shown = await hand.get(`/meja/perkara/${number}/${step}`);
    const after_ = await hand.send(shown.form(`/${step}`), answers);
    assert.match(after_.path, /hasil=/, `${step} was not taken: ${after_.words}`);
}

const show = (number, more = '') => page.goto(`/meja/perkara/${number}${more}`);

test('The door', async (t) => {
    const look = looker(t);
    const guest = await house.person();
    await guest.goto('/meja');
    assert.equal(pathOf(guest), '/meja/masuk');
    await look(guest, 'signing in', DESK);
    await guest.fill('#login', 'bawaslu.1');
    await guest.fill('#password', 'bukan ini');
    await guest.fill('#totp', '000000');
    await press(guest, 'main button');
    await look(guest, 'what does not fit', { ...DESK, error: true });
    assert.equal(await guest.inputValue('#password'), '');
    await guest.context().close();
});

test('The inbox: nothing, one, filtered to nothing, search', async (t) => {
    const look = looker(t);
    await page.goto('/meja');
    await look(page, 'nothing', DESK);
    const one = await file();
    await page.goto('/meja');
    assert.ok((await page.innerText('main')).includes(one.number));
    await look(page, 'one', DESK);
    await page.goto('/meja?kategori=tni');
    await look(page, 'filtered to nothing', DESK);
    for (const q of ['', 'panggung', 'tidakadasamasekali']) {
        await page.goto(`/meja/cari?q=${q}`);
        await look(page, `search "${q}"`, DESK);
    }
});

test('A case at each stage', async (t) => {
    const look = looker(t);
    const a = await file({ mode: 'confidential', identity: { name: 'Warga Satu', phone: '080000000000' } });
    await show(a.number);
    await look(page, 'received', DESK);
    await show(a.number, '?tulis=pesan');
    await look(page, 'writing to the reporter', DESK);
    await done(a.number, 'ambil');
    await done(a.number, 'lengkapi', { missing: ['saksi'], text: 'Siapa lagi yang melihat?' });
    await done(a.number, 'catatan', { text: 'Jadwal lapangan cocok.' });
    await done(a.number, 'tugas', { text: 'Minta surat undangan' });
    await house.post.api('POST', '/api/v1/report/messages', { code: a.code, expect: 201,
                                                              body: { text: 'Dua tetangga.' } });
    await show(a.number);
    await look(page, 'asked and answered, with a note and a task', DESK);
    await done(a.number, 'telaah', { title: 'Camat di panggung kampanye' });
    await show(a.number, '?hasil=telaah');
    await look(page, 'reviewed', DESK);
    await done(a.number, 'nomor', { register_number: '001/Reg/LP/PB/Kab/14.20/XI/2026', sure: 'yes',
                                    text: 'Diregister.' });
    await show(a.number);
    await look(page, 'registered', DESK);
    await done(a.number, 'teruskan', { authority: ['bkn', 'ppk_instansi'], text: 'Mohon diperiksa.' });
    await done(a.number, 'balasan', { authority: 'ppk_instansi', what: 'answered', result: 'ethics',
                                      text: 'Diberi teguran tertulis.', ...dayAgo(0).fields('on') });
    await show(a.number);
    await look(page, 'referred, one answered', DESK);
    await page.click('.acts .menu>summary');
    await look(page, 'the rarer deeds open', DESK);
    await done(a.number, 'putus', { result: 'ethics', text: 'Terbukti melanggar kode etik.' });
    await show(a.number);
    await look(page, 'decided', DESK);
    await done(a.number, 'tutup', { text: 'Selesai.' });
    await show(a.number);
    await look(page, 'closed', DESK);
    await done(a.number, 'buka', { text: 'Ada keterangan baru.' });
    await show(a.number);
    await look(page, 'reopened', DESK);

    const [b, c] = [await file({ threatened: true }), await file({ mode: 'named',
        identity: { name: 'Warga Dua', phone: '080000000001', address: 'Jalan Satu' } })];
    await done(b.number, 'gabung', { number: a.number });
    await show(b.number);
    await look(page, 'merged', DESK);
    await show(c.number);
    await look(page, 'named', DESK);
    await press(page, 'a[href$="/identitas"]');
    await look(page, 'the name, on a page of its own', DESK);
});

test('Each deed, asked and asked again', async (t) => {
    const look = looker(t);
    const seen = [];
    const one = await file(), two = await file();
    await done(two.number, 'telaah', {});
    await done(two.number, 'teruskan', { authority: ['bkn'], text: 'Mohon diperiksa.' });
    const three = await file();
    await done(three.number, 'telaah', {});
    await done(three.number, 'tutup', { result: 'no_violation', text: 'Tidak cukup.' });
    for (const step of DEEDS)
        for (const { number } of [one, two, three]) {
            if (seen.includes(step))
                continue;
            await show(number, `/${step}`);
            if (!pathOf(page).endsWith(`/${step}`))
                continue; /* not at this stage */
            seen.push(step);
            await look(page, `${step}`, DESK);
            for (const field of await page.locator('main textarea,main input.input').all())
                await field.fill('');
            for (const box of await page.locator('main input[type=checkbox]:checked:enabled').elementHandles())
                await box.uncheck();
            for (const list of await page.locator('main select').all())
                await list.selectOption({ index: 0 });
            await press(page, 'main form button.btn:not(.vh)');
            assert.ok(!page.url().includes('hasil='), `${step} takes nothing at all`);
            await look(page, `${step} with errors`, { ...DESK, error: true });
        }
    assert.deepEqual(seen.sort(), [...DEEDS].sort());
});

test('A report brought to the desk: form, errors, slip', async (t) => {
    const look = looker(t);
    await page.goto('/meja/catat');
    await look(page, 'the form', DESK);
    await press(page, 'main form button.big');
    await look(page, 'with errors', { ...DESK, error: true });
    await page.check('input[name=channel][value=walk_in]');
    await page.check('input[name=mode][value=anonymous]');
    await page.selectOption('[name=category]', 'asn');
    await page.fill('[name=what]', 'Camat berpidato.');
    if (await page.locator('input[name=read_back]').count())
        await page.check('input[name=read_back]');
    await press(page, 'main form button.big');
    assert.equal(await page.locator('#kode').count(), 1, await page.innerText('main'));
    await look(page, 'the slip', DESK);
    const code = await page.getAttribute('#kode', 'data-value');
    const citizen = await house.person({ script: false });
    await comeBack(citizen, code);
    assert.equal(pathOf(citizen), '/laporan');
    await citizen.context().close();
});

test('A full inbox', async (t) => {
    const look = looker(t);
    const full = await House.open({ cases: 90 });
    try {
        const officer = await full.officer('kpu.1');
        for (const tab of ['', '?tab=bebas', '?tab=saya']) {
            await officer.goto(`/meja${tab}`);
            await look(officer, `/meja${tab}`, DESK);
        }
        const before_ = await officer.goto('/meja?tab=bebas').then(() => officer.locator('.rowi').count());
        assert.ok(before_ > 0);
        await officer.locator('.rowi [data-take]').first().click();
        await officer.waitForURL(/\/meja/);
    } finally {
        await full.close();
    }
});
