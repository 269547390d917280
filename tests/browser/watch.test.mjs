/*
 * watch: the watch log and the handover as people see them, in every state: 360 and 1280 px, dark,
 * without script; the fast form by keyboard alone; the sheet on paper.
 */
import assert from 'node:assert/strict';
import { test, before, after } from 'node:test';
import { House, OWN_PASSWORD } from './house.mjs';
import { looker } from './look.mjs';

const DESK = { citizen: false };
let house, page;

before(async () => {
    house = await House.open();
    page = await house.officer('propam.1');
});
after(() => house?.close());

const shot = (who, name) => process.env.SHOTS
    && who.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });
const both = async (who, name) => {
    for (const width of process.env.SHOTS ? [360, 1280] : []) {
        await who.setViewportSize({ width, height: 800 });
        await shot(who, `${name}-${width}`);
    }
};

test('the book: nothing, one, many, what is to be mended, a correction', async (t) => {
    const look = looker(t);
    await page.goto('/meja/buku');
    await look(page, 'nothing', DESK);
    await both(page, 'empty');
    await page.goto('/meja/buku/nihil');
    await look(page, 'nihil?', DESK);
    await page.goto('/meja/buku');
    await page.locator('#teks').press('Enter');
    await page.waitForSelector('.err-sum, [aria-invalid=true]');
    await look(page, 'nothing was written', { ...DESK, error: true });
    await both(page, 'mend');
    for (const text of ['Tamu dari kecamatan menanyakan jadwal.', 'Patroli gudang logistik, segel utuh.',
                        'Telepon salah sambung.']) {
        await page.goto('/meja/buku');
        await page.keyboard.type(text); /* the field has the focus already */
        await page.keyboard.press('Enter');
        await page.waitForURL(/hasil=dicatat/);
    }
    await look(page, 'three lines', DESK);
    assert.equal(await page.locator('tbody tr').count(), 3);
    await page.locator('a', { hasText: 'Betulkan' }).last().click();
    await look(page, 'correcting', DESK);
    await both(page, 'correcting');
    await page.keyboard.type('Tamu dari kelurahan menanyakan jadwal.');
    await page.keyboard.press('Enter');
    await page.waitForURL(/hasil=dicatat/);
    await look(page, 'corrected', DESK);
    await both(page, 'book');
    await page.goto('/meja/buku/lembar');
    await look(page, 'the sheet', DESK);
    await both(page, 'sheet');
    if (process.env.SHOTS)
        await page.pdf({ path: `${process.env.SHOTS}/sheet.pdf`, format: 'A4' });
});

test('the handover: written, waiting, taken', async (t) => {
    const look = looker(t);
    await page.goto('/meja/buku/serah');
    await look(page, 'to be written', DESK);
    await page.fill('#kejadian', 'Aman. Dua tamu, satu patroli.');
    await page.fill('#terbuka', 'Pintu belakang belum diperbaiki\nLampu teras mati');
    await page.fill('#barang', 'Radio 2 unit');
    await both(page, 'offer');
    await page.locator('main form .btn').first().click();
    await page.waitForSelector('#password_again[aria-invalid]');
    await look(page, 'without the password', { ...DESK, error: true });
    assert.match(await page.inputValue('#terbuka'), /Lampu teras/);
    await page.fill('#password_again', OWN_PASSWORD);
    await page.locator('main form .btn').first().click();
    await page.waitForURL(/hasil=diserahkan/);
    await look(page, 'waiting, in the book', DESK);
    await both(page, 'waiting');
    await page.goto('/meja/buku/serah/terima');
    await look(page, 'his own', DESK);
    const kpu = await house.officer('kpu.1', { script: false });
    await kpu.goto('/meja');
    assert.match(await kpu.locator('main').innerText(), /menunggu diterima/);
    await both(kpu, 'inbox');
    await kpu.getByRole('link', { name: 'Buka serah terima' }).click();
    await both(kpu, 'take');
    const before = await house.officer('bawaslu.1');
    await before.goto('/meja/buku/serah/terima');
    await look(before, 'to be taken', DESK);
    await before.locator('main form .btn').first().click();
    await before.waitForSelector('#password_again[aria-invalid]');
    await look(before, 'nothing ticked', { ...DESK, error: true });
    for (const box of await kpu.locator('input[name=butir]').all())
        await box.check();
    await kpu.fill('#password_again', OWN_PASSWORD);
    await kpu.locator('main form .btn').first().click();
    await kpu.waitForURL(/hasil=diterima/);
    await both(kpu, 'taken');
    await page.goto('/meja/buku');
    assert.match(page.url(), /\/meja\/masuk/, 'the outgoing is signed out');
    await before.goto('/meja/buku/serah/terima');
    await look(before, 'nothing waits', DESK);
});
