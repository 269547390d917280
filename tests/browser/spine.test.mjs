/*
 * spine: issue "The spine", done when 2: without script, from a citizen's first tap to the
 * answers of two bodies, each person with a browser of their own. And again through the JSON API.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { comeBack, dayAgo, deed, fillReport, House, longDay, pathOf, press, sendReport,
         setDay } from './house.mjs';

let house, officer;

before(async () => {
    house = await House.open();
    officer = await house.officer('bawaslu.1', { script: false });
});
after(() => house?.close());

const words = async (page) => (await page.innerText('main')).replace(/\s+/g, ' ');

async function says(page, ...all) {
    const text = await words(page);
    for (const one of all)
        assert.ok(text.includes(one), `"${one}" is not in: ${text}`);
}

async function ask(number, text) {
    await officer.goto(`/meja/perkara/${number}?tulis=pesan`);
    await officer.fill('#text', text);
    await press(officer, 'form.comp button');
    await says(officer, text);
}

/* Two bodies, on two days: one has it, the other has answered with a result. */
const RECEIVED = dayAgo(0), ANSWERED = dayAgo(0);

async function work(number) {
    await deed(officer, number, 'telaah', async (page) => {
        await page.fill('[name=title]', 'Camat di panggung kampanye');
    });
    await deed(officer, number, 'teruskan', async (page) => {
        /* as the rules suggest or not: these two and no other */
        for (const box of await page.locator('input[name=authority]').all())
            await box.setChecked(['bkn', 'ppk_instansi'].includes(await box.getAttribute('value')));
    });
    await deed(officer, number, 'balasan', async (page) => {
        await page.check('input[name=authority][value=bkn]');
        await page.check('input[name=what][value=received]');
        await setDay(page, 'on', RECEIVED);
    });
    await deed(officer, number, 'balasan', async (page) => {
        await page.check('input[name=authority][value=ppk_instansi]');
        await page.check('input[name=what][value=answered]');
        await setDay(page, 'on', ANSWERED);
        await page.selectOption('[name=result]', 'ethics');
        await page.fill('[name=text]', 'Diberi teguran tertulis.');
    });
}

/* What the citizen reads of it: both bodies by name, dated, and the result. */
async function seesBoth(page) {
    await page.goto('/laporan');
    const rows = await page.locator('.log tbody tr').allInnerTexts();
    const row = (...parts) => rows.some((r) => parts.every((part) => r.replace(/\s+/g, ' ').includes(part)));
    assert.ok(row('BKN', longDay(RECEIVED)), `BKN has it, dated: ${rows}`);
    assert.ok(row('Pejabat pembina kepegawaian', longDay(ANSWERED), 'Diberi teguran tertulis.'),
              `the other answered, dated: ${rows}`);
    assert.ok(row('Diteruskan ke BKN') && row('Diteruskan ke Pejabat pembina kepegawaian'));
}

test('Without script: files, is asked, answers, and sees what two bodies did', async () => {
    const citizen = await house.person({ script: false });
    const steps = [];
    await fillReport(citizen, { day: dayAgo(2) }, async (page, path) => steps.push(path));
    const { code, number } = await sendReport(citizen);
    assert.match(code, /^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}$/);
    assert.ok(!steps.includes('/lapor/identitas'), 'nobody asks an anonymous person for a name');
    await citizen.context().close();

    await ask(number, 'Jam berapa kejadiannya?');

    /* Elsewhere, with nothing but the code, written as hands write. */
    const again = await house.person({ script: false });
    await comeBack(again, code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o'));
    assert.equal(pathOf(again), '/laporan');
    await says(again, number, 'Jam berapa kejadiannya?');
    await again.fill('#pesan', 'Kira-kira pukul delapan.');
    await press(again, 'form[action="/laporan/pesan"] button');
    await says(again, 'Kira-kira pukul delapan.');

    await officer.goto(`/meja/perkara/${number}`);
    await says(officer, 'Kira-kira pukul delapan.');
    await work(number);
    await seesBoth(again);
    await again.context().close();
});

test('The same through the JSON API, read at /cek', async () => {
    const call = async (method, path, { code, body, expect }) => {
        const answer = await fetch(house.origin + path, { method,
            headers: { ...(code && { Authorization: `Receipt ${code}` }),
                       ...(body && { 'Content-Type': 'application/json' }) },
            body: body && JSON.stringify(body) });
        const text = await answer.text();
        assert.equal(answer.status, expect, text);
        return JSON.parse(text || 'null');
    };
    const filed = await call('POST', '/api/v1/reports', { expect: 201, body: {
        mode: 'anonymous', category: 'asn', violation: ['ikut_kampanye'],
        what: 'Camat berpidato di panggung kampanye.', occurred_on: dayAgo(2).iso, known_on: dayAgo(2).iso,
        reported: { description: 'Seorang camat', role: 'camat' }, witnesses: 2,
        place: { kecamatan: '33.20.01', detail: 'Lapangan' } } });
    const { code, case: number } = filed;

    await ask(number, 'Apakah ada foto?');
    const asked = await call('GET', '/api/v1/report', { code, expect: 200 });
    assert.deepEqual(asked.messages.map((m) => m.text), ['Apakah ada foto?']);
    await call('POST', '/api/v1/report/messages', { code, expect: 201, body: { text: 'Ada dua foto.' } });

    await officer.goto(`/meja/perkara/${number}`);
    await says(officer, 'Ada dua foto.');
    await work(number);

    const read = await call('GET', '/api/v1/report', { code, expect: 200 });
    const of = (name) => read.referrals.find((r) => (r.authority.code ?? r.authority) === name);
    assert.equal(of('bkn').received_on, RECEIVED.iso);
    assert.equal(of('ppk_instansi').answered_on, ANSWERED.iso);
    assert.ok(of('ppk_instansi').result);

    const citizen = await house.person({ script: false });
    await comeBack(citizen, code);
    await says(citizen, 'Apakah ada foto?', 'Ada dua foto.');
    await seesBoth(citizen);
    await citizen.context().close();
});
