/*
 * print: what a citizen takes home fits one A4 page, and what may be shown around does not open
 * the report.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { dayAgo, fillReport, House, sendReport } from './house.mjs';

let house;
before(async () => {
    house = await House.open();
});
after(() => house?.close());

const pages = (pdf) => (pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? []).length;

/* What stands on paper above and below the line where it is torn. */
async function halves(page) {
    await page.emulateMedia({ media: 'print' });
    const cut = page.locator('.cut');
    assert.equal(await cut.count(), 1);
    assert.ok(await cut.isVisible(), 'the line to tear along is printed');
    return page.evaluate(() => {
        const line = document.querySelector('.cut').getBoundingClientRect().top;
        const shown = [...document.querySelectorAll('main h1,main h2,main h3,main p,main span,main b,main dd,main dt,main li,main img')]
            .filter((el) => el.getClientRects().length);
        const text = (some) => some.map((el) => `${el.textContent} ${el.alt ?? ''} ${el.getAttribute('src') ?? ''}`).join('\n');
        return { above: text(shown.filter((el) => el.getBoundingClientRect().top < line)),
                 below: text(shown.filter((el) => el.getBoundingClientRect().top >= line)) };
    });
}

async function checkSlip(page, code) {
    const { above, below } = await halves(page);
    const groups = code.split('-');
    assert.ok(groups.every((g) => above.includes(g)), 'the code is on the half to keep');
    for (const group of groups)
        assert.ok(!below.includes(group), `the public half shows ${group} of the code`);
    assert.match(below, /[A-Z]{2,4}-[0-9A-Z]{5}/, 'the public half names the report');
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
    assert.equal(pages(pdf), 1, 'pages of A4');
}

for (const script of [true, false])
    test(`The receipt is one page of A4, to be torn in two (${script ? 'with' : 'without'} script)`, async () => {
        const page = await house.person({ script });
        await fillReport(page, { day: dayAgo(2), mode: 'anonymous' });
        const { code } = await sendReport(page);
        await checkSlip(page, code);
        await page.context().close();
    });

test('The slip of the desk too', async () => {
    const page = await house.officer('bawaslu.1', { script: false });
    await page.goto('/meja/catat');
    await page.check('input[name=channel][value=walk_in]');
    await page.check('input[name=mode][value=anonymous]');
    await page.selectOption('[name=category]', 'asn');
    await page.fill('[name=what]', 'Camat berpidato.');
    await page.check('input[name=read_back]');
    await page.locator('main form button.big').click();
    await page.waitForSelector('#kode');
    await checkSlip(page, await page.getAttribute('#kode', 'data-value'));
    await page.context().close();
});
