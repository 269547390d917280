/*
 * ledger: the pages of the public log, in every state, at 360 and 1280 px, light and dark; a
 * receipt checked as people do it: by number, by its file, by its text, by its QR; the board on
 * paper.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { dayAgo, fillReport, House, pathOf, press, sendReport } from './house.mjs';
import { looker } from './look.mjs';

const ORIGIN = 'https://posko.example'; /* without an address of its own a post prints no QR */
let house, empty, receipt, altered;

before(async () => {
    house = await House.open({ cases: 40 });
    await house.post.stop(); /* heads are published at once: what is filed can be checked */
    const conf = join(house.post.dir, 'posko.conf');
    writeFileSync(conf, readFileSync(conf, 'utf8').replace(/^log\.publish_minutes = .*/m, 'log.publish_minutes = 0'));
    await house.post.serve();
    house.origin = `http://127.0.0.1:${house.post.port}`;
    empty = await House.open({ config: `web.origin = ${ORIGIN}\nlog.publish_minutes = 0\n` });
    receipt = (await (await fetch(`${house.origin}/log/proof/40`)).text());
    assert.match(receipt, /^c2sp\.org\/tlog-proof@v1\n/);
    altered = receipt.replace(/\n([A-Za-z0-9+/])([A-Za-z0-9+/]{42}=)\n/, (_, a, rest) =>
        `\n${a === 'A' ? 'B' : 'A'}${rest}\n`);
    assert.notEqual(altered, receipt);
});
after(async () => {
    await house?.close();
    await empty?.close();
});

const FILE = 'form[enctype] button';
const file = (text) => ({ name: 'bukti.tlog-proof', mimeType: 'text/plain', buffer: Buffer.from(text) });
const said = (page) => page.innerText('#jawab');
const pages = (pdf) => (pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? []).length;

async function choose(page, what) {
    await page.goto('/periksa');
    await page.setInputFiles('#berkas', what);
    await press(page, FILE);
}

test('The numbers, the log and the board are well in both languages, full and empty', async (t) => {
    const look = looker(t);
    for (const [name, where] of [['full', house], ['empty', empty]]) {
        const page = await where.person();
        for (const lang of ['id', 'en'])
            for (const path of ['/transparansi', '/catatan', '/catatan/papan']) {
                await page.goto(`${path}?lang=${lang}`);
                await look(page, `${path} ${lang} ${name}`, { open: true });
            }
        await page.context().close();
    }
    const page = await house.person();
    await page.goto('/catatan?sebelum=30&lang=id');
    await look(page, 'an older page of the log', { open: true });
    await page.context().close();
});

for (const script of [true, false])
    test(`A receipt is checked ${script ? 'with' : 'without'} script`, async (t) => {
        const look = script ? looker(t) : async () => {};
        const page = await house.person({ script });
        await page.goto('/periksa?lang=id');
        await look(page, '/periksa');

        await choose(page, file(receipt));
        const good = await said(page);
        assert.equal(await page.locator('.note.ok #jawab').count(), 1, good);
        await look(page, 'a good receipt, by its file');

        await choose(page, file(altered));
        assert.equal(await page.locator('.note.late #jawab').count(), 1);
        assert.notEqual(await said(page), good);
        await look(page, 'an altered receipt');

        await page.goto('/periksa');
        await page.fill('#bukti', receipt);
        await press(page, FILE);
        assert.equal(await said(page), good, 'pasted: the same answer');

        await page.goto('/periksa');
        await page.fill('#nomor', '40');
        await press(page, 'form:not([enctype]) .btns button');
        assert.equal(await said(page), good, 'by its number: the same answer');

        for (const [what, content] of [['a photo', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
                                       ['another text', Buffer.from('Surat undangan')],
                                       ['half a receipt', Buffer.from(receipt.slice(0, 300))],
                                       ['a file far too long', Buffer.alloc(100000, 'a')],
                                       ['an empty file', Buffer.alloc(0)]]) {
            await choose(page, { name: 'x', mimeType: 'image/jpeg', buffer: content });
            assert.equal(pathOf(page), '/periksa');
            assert.equal(await page.getAttribute('#berkas', 'aria-invalid'), 'true', what);
        }
        await look(page, 'a file that is no receipt', { error: true });

        await page.goto('/periksa');
        await press(page, FILE); /* nothing chosen, nothing pasted */
        assert.equal(await page.getAttribute('#bukti', 'aria-invalid'), 'true');
        await look(page, 'nothing sent', { error: true });

        await page.goto('/periksa');
        await page.fill('#nomor', 'JPR-7K3QX');
        await press(page, 'form:not([enctype]) .btns button');
        await look(page, 'a number that is none', { error: true });
        await page.context().close();
    });

/* What a phone reads from a picture. */
async function scanned(page, url) {
    const picture = join(house.post.folder, 'qr.png');
    writeFileSync(picture, await (await page.request.get(url)).body());
    const ran = spawnSync('zbarimg', ['--raw', '--quiet', picture], { encoding: 'utf8' });
    assert.equal(ran.status, 0, `no QR is read: ${ran.error ?? ran.stderr}`);
    return ran.stdout.trim();
}

test('The QR on the slip leads to a page that says the report is recorded', async () => {
    const page = await empty.person({ script: false });
    await fillReport(page, { day: dayAgo(2) });
    const { code } = await sendReport(page);
    const read = await scanned(page, await page.getAttribute('img.qr', 'src'));
    for (const group of code.split('-'))
        assert.ok(!read.includes(group), 'the QR bears a part of the code');
    assert.ok(read.startsWith(`${ORIGIN}/`), read);
    const other = await empty.person({ script: false });
    await other.goto(read.slice(ORIGIN.length));
    assert.equal(pathOf(other), '/periksa');
    assert.equal(await other.locator('.note.ok #jawab').count(), 1, await other.innerText('main'));
    await other.context().close();
    await page.context().close();
});

test('The board is one sheet of paper, and its QR is the log\'s head', async () => {
    const page = await house.person();
    await page.goto('/catatan/papan');
    const head = await (await page.request.get('/log/checkpoint')).text();
    const [, size, root] = head.split('\n');
    await page.emulateMedia({ media: 'print' });
    const shown = (await page.innerText('main')).replace(/[\s.]/g, '');
    assert.ok(shown.includes(root.replace(/\s/g, '')), 'the root is on paper');
    assert.ok(shown.includes(size), 'the size is on paper');
    assert.equal(pages(await page.pdf({ format: 'A4', preferCSSPageSize: true })), 1);
    assert.equal(await page.locator('.no-print:visible, nav:visible').count(), 0, 'only the sheet is printed');
    const read = await scanned(page, await page.getAttribute('main img', 'src'));
    assert.ok(read.startsWith(head.split('\n').slice(0, 3).join('\n')), read);
    await page.context().close();
});
