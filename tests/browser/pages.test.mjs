/*
 * pages: every page a citizen sees, in every state, at 360 and 1280 px, light and dark; and what
 * the report form promises. The desk is in desk.test.mjs.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { comeBack, dayAgo, fillReport, House, pathOf, press, sendReport, STEPS, SUBMIT } from './house.mjs';
import { looker } from './look.mjs';

const day = dayAgo(2);
const LONG = 'a'.repeat(3000);
let house;

before(async () => {
    house = await House.open({ cases: 40 });
});
after(() => house?.close());

/* What each step cannot take. A step without a row here takes anything. */
const WRONG = {
    '/lapor/cara': async () => {},
    '/lapor/siapa': async () => {},
    '/lapor/orang': (page) => page.fill('[name=reported]', LONG),
    '/lapor/apa': (page) => page.fill('[name=what]', ''),
    '/lapor/kapan': async (page) => {
        await page.fill('[name=occurred_on_d]', '31');
        await page.selectOption('[name=occurred_on_m]', '2');
    },
    '/lapor/tempat': (page) => page.fill('[name=place_detail]', LONG),
    '/lapor/bukti': (page) => page.fill('[name=proof_note]', LONG),
    '/lapor/keamanan': (page) => page.fill('[name=witnesses]', 'banyak'),
    '/lapor/identitas': async () => {},
};

test('Public pages are well in both languages', async (t) => {
    const look = looker(t);
    const page = await house.person();
    for (const lang of ['id', 'en'])
        for (const path of ['/', '/bantuan', '/aman', '/privasi', '/aksesibilitas', '/tahapan', '/cek']) {
            await page.goto(`${path}?lang=${lang}`);
            await look(page, `${path} ${lang}`, { open: path !== '/cek' });
        }
    await page.goto('/tidak-ada?lang=id');
    await look(page, 'a page that is not there', { error: null });
    await page.context().close();
});

test('Every step of the report form is well: empty, with errors, filled', async (t) => {
    const look = looker(t);
    const page = await house.person();
    const seen = [];
    await fillReport(page, { day, mode: 'confidential' }, async (_, path) => {
        seen.push(path);
        await look(page, `${path} empty`);
        if (WRONG[path]) {
            await WRONG[path](page);
            await press(page, SUBMIT);
            assert.equal(pathOf(page), path, `${path} takes what it cannot`);
            await look(page, `${path} with errors`, { error: true });
            await page.goto(path);
        }
        if (STEPS[path]) {
            await STEPS[path](page, { day, mode: 'confidential' });
            await press(page, SUBMIT);
            const next = pathOf(page);
            await press(page, 'main a.back');
            assert.equal(pathOf(page), path, `back from ${next}`);
            await look(page, `${path} filled`);
        }
    });
    assert.deepEqual(seen, ['/lapor', ...Object.keys(STEPS).flatMap((path) =>
        (path === '/lapor/bukti' ? [path, '/lapor/berkas'] : [path])), '/lapor/periksa']);
    await sendReport(page);
    await look(page, 'the receipt');
    await page.context().close();
});

test("A reporter's own page is well in several states", async (t) => {
    const look = looker(t);
    const page = await house.person();
    for (const { code, number } of house.codes) {
        await comeBack(page, code);
        assert.equal(pathOf(page), '/laporan');
        await look(page, `/laporan of ${number}`);
    }
    await comeBack(page, house.codes[0].code);
    for (const path of ['/laporan/lengkapi', '/laporan/cabut']) {
        await page.goto(path);
        await look(page, path);
    }
    await page.goto('/laporan');
    await press(page, 'form[action="/laporan/pesan"] button');
    await look(page, 'an empty message', { error: true });
    await page.goto('/laporan/lengkapi');
    await press(page, SUBMIT);
    await look(page, 'nothing added', { error: true });
    await page.goto('/cek');
    await page.fill('[name=kode]', 'AAAAA-AAAAA-AAAAA-AAAAA');
    await press(page, SUBMIT);
    await look(page, 'a code that opens nothing', { error: true });
    await page.context().close();
});

test('Nothing is chosen for a citizen on the first step', async () => {
    const page = await house.person();
    await page.goto('/lapor');
    await press(page, 'main form button[type=submit]');
    assert.ok(await page.locator('input[name=mode]').count() >= 3);
    assert.equal(await page.locator('input[name=mode]:checked').count(), 0);
    await page.context().close();
});

test('Back keeps what was answered; Ubah leads back to the check page', async () => {
    const page = await house.person({ script: false });
    await fillReport(page, { day, what: 'Satu cerita yang panjang.' });
    await page.goto('/lapor/apa');
    assert.equal(await page.inputValue('[name=what]'), 'Satu cerita yang panjang.');
    assert.ok(await page.isChecked('input[name=acts][value=ikut_kampanye]'));
    await press(page, 'main a.back');
    assert.equal(await page.inputValue('[name=unit]'), 'Kantor kecamatan');
    await page.goto('/lapor/periksa');
    const changes = page.locator('.sum .act a');
    for (let n = 0; n < await changes.count(); n++) {
        const to = await changes.nth(n).getAttribute('href');
        await page.goto(to);
        if (pathOf(page) === '/lapor/berkas') /* its form sends files; going on is a link */
            await press(page, 'a.btn.big');
        else
            await press(page, SUBMIT);
        if (['/lapor/orang', '/lapor/desa'].includes(pathOf(page))) /* the second half of it */
            await press(page, SUBMIT);
        assert.equal(pathOf(page), '/lapor/periksa', `after ${to}`);
    }
    await page.context().close();
});

test('Who reports without a name is never shown a field for a name', async () => {
    const page = await house.person({ script: false });
    await fillReport(page, { day, mode: 'anonymous' }, async () => {
        const fields = await page.locator('input,textarea,select').evaluateAll((all) => all.map((el) =>
            `${el.name} ${el.type} ${el.getAttribute('autocomplete')}`));
        for (const field of fields)
            assert.doesNotMatch(field, /^(name|phone|address|email)\b|\b(tel|email)\b/, page.url());
    });
    await page.goto('/lapor/identitas');
    assert.equal(await page.locator('[name=name],[name=phone],[name=address]').count(), 0);
    await page.context().close();
});

test('Two presses of Kirim make one report', async (t) => {
    for (const script of [true, false])
        await t.test(script ? 'with script' : 'without script', async () => {
            const page = await house.person({ script });
            await fillReport(page, { day });
            await page.locator('form[action="/lapor/periksa"] button').dblclick({ noWaitAfter: true });
            await page.waitForURL('**/lapor/terima');
            const first = await page.getAttribute('#kode', 'data-value');
            await page.goBack();
            await page.goto('/lapor/terima');
            assert.equal(await page.getAttribute('#kode', 'data-value'), first);
            await page.context().close();
        });
});

test('Quick exit leads away: by link without script, by three Shift with it', async () => {
    const still = await house.person({ script: false });
    await still.goto('/lapor');
    const away = await still.getAttribute('a.exit', 'href');
    const answer = await still.request.get(away, { maxRedirects: 0 });
    assert.equal(answer.status(), 303);
    assert.ok(!answer.headers().location.startsWith('/'), 'it stays here');
    assert.match(answer.headers()['clear-site-data'] ?? '', /cache/);
    await still.context().close();

    const quick = await house.person();
    await quick.goto('/lapor');
    const gone = quick.waitForRequest((r) => !r.url().startsWith(house.origin));
    for (let n = 0; n < 3; n++)
        await quick.keyboard.press('Shift');
    await gone;
    for (let n = 0; n < 100 && quick.url().startsWith(house.origin); n++)
        await new Promise((r) => setTimeout(r, 50));
    assert.ok(!quick.url().startsWith(house.origin), 'it stays here');
    await quick.context().close();
});

test('The last letters of the code are checked, with script and without', async (t) => {
    for (const script of [true, false])
        await t.test(script ? 'with script' : 'without script', async () => {
            const page = await house.person({ script });
            await fillReport(page, { day });
            const { code } = await sendReport(page);
            const say = () => page.innerText('[data-result]');
            await page.fill('#akhir', code.slice(-4).toLowerCase());
            if (!script)
                await press(page, 'form[action="/lapor/terima"] button');
            const right = await say();
            assert.ok(right.length > 0);
            await page.fill('#akhir', code.endsWith('2222') ? '3333' : '2222');
            if (!script)
                await press(page, 'form[action="/lapor/terima"] button');
            assert.notEqual(await say(), right);
            await page.context().close();
        });
});
