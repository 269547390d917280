/*
 * custody: who may know what of a case, as the people see it: a confidential name is asked for,
 * two other agencies' custodians agree in their own sessions, it is opened, and the reporter reads
 * all of it; an excluded agency is given the case by two others; an officer steps back.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { comeBack, dayAgo, House, pathOf, press } from './house.mjs';
import { looker } from './look.mjs';

const DESK = { citizen: false };
const WHY = 'Pelapor perlu dilindungi sebelum saksi diperiksa.';
const NAME = 'Warga Yang Berani';
let house;

before(async () => {
    house = await House.open();
});
after(() => house?.close());

/* Signed in by plain forms, then at a browser of his own; once each. */
const people = {};
async function officer(login, how = {}) {
    if (people[login])
        return people[login];
    const hand = await house.post.officer(login);
    const page = await house.person({ width: 1280, height: 900, ...how });
    await page.context().addCookies([...hand.cookies].map(([name, value]) =>
        ({ name, value, url: house.origin })));
    page.password = house.post.slips[login].password;
    page.hand = hand;
    return (people[login] = page);
}

async function file(more = {}) {
    const filed = await house.post.api('POST', '/api/v1/reports', { expect: 201, body: {
        mode: 'anonymous', category: 'kepala_desa', what: 'Kepala desa mengajak warga memilih satu calon.',
        violation: ['ikut_kampanye'], occurred_on: dayAgo(2).iso, known_on: dayAgo(1).iso,
        place: { kecamatan: '33.20.01', detail: 'Balai desa' }, ...more } });
    return { number: filed.json.case, code: filed.json.code };
}

const confidential = () => file({ mode: 'confidential', identity: { name: NAME, phone: '080000000000' } });
const CARD = 'section[aria-labelledby=identitas]';
const SEND = 'main form[novalidate] button';

async function send(page, answers = {}) {
    for (const [id, text] of Object.entries({ password_again: page.password, ...answers }))
        await page.fill(`#${id}`, text);
    await press(page, SEND);
}

test('A confidential name: asked, agreed to by two others, opened, told to the reporter', async (t) => {
    const look = looker(t);
    const one = await confidential();
    const bawaslu = await officer('bawaslu.1'), kpu = await officer('kpu.1');
    const kesbangpol = await officer('kesbangpol.1', { script: false });

    await bawaslu.goto(`/meja/perkara/${one.number}`);
    await look(bawaslu, 'a sealed name', DESK);
    await press(bawaslu, `${CARD} a`);
    await look(bawaslu, 'asking for it', DESK);
    await send(bawaslu, { text: 'perlu' });
    await look(bawaslu, 'asking with too short a reason', { ...DESK, error: true });
    assert.equal(await bawaslu.inputValue('#text'), 'perlu');
    await send(bawaslu, { text: WHY, password_again: 'bukan ini' });
    await look(bawaslu, 'asking with another password', { ...DESK, error: true });
    assert.equal(await bawaslu.inputValue('#text'), WHY);
    await send(bawaslu);
    assert.match(await bawaslu.innerText(CARD), /0 dari 3/);
    await look(bawaslu, 'asked', DESK);

    await press(bawaslu, `${CARD} a[href$="/setuju"]`); /* its own custodian is one of three */
    await send(bawaslu);
    await kpu.goto('/meja');
    assert.match(await kpu.innerText('.strip'), new RegExp(one.number));
    await look(kpu, 'what waits for a custodian', DESK);
    await press(kpu, '.strip a');
    assert.match(await kpu.innerText('main'), new RegExp(WHY));
    await look(kpu, 'agreeing', DESK);
    await send(kpu);
    assert.match(await kpu.innerText(CARD), /2 dari 3/);
    assert.equal(await bawaslu.goto(`/meja/perkara/${one.number}/identitas/buka`)
        .then(() => pathOf(bawaslu)), `/meja/perkara/${one.number}`); /* two do not open it */
    await kesbangpol.goto('/meja');
    await press(kesbangpol, '.strip a');
    await send(kesbangpol);
    assert.match(await kesbangpol.innerText(CARD), /3 dari 3/);

    await bawaslu.goto(`/meja/perkara/${one.number}`);
    await look(bawaslu, 'three have agreed', DESK);
    await press(bawaslu, `${CARD} a[href$="/buka"]`);
    await look(bawaslu, 'opening', DESK);
    await send(bawaslu);
    assert.match(await bawaslu.innerText('main'), new RegExp(NAME));
    await look(bawaslu, 'the name', DESK);
    await bawaslu.goto(`/meja/perkara/${one.number}`);
    assert.doesNotMatch(await bawaslu.innerText('main'), new RegExp(NAME));
    await look(bawaslu, 'opened', DESK);
    await bawaslu.goto(`/meja/perkara/${one.number}/identitas`); /* again: with a reason of its own */
    await bawaslu.fill('#alasan', 'Menelepon pelapor untuk jadwal pemeriksaan.');
    await press(bawaslu, SEND);
    assert.match(await bawaslu.innerText('main'), new RegExp(NAME));

    await kpu.goto(`/meja/perkara/${one.number}`); /* who agreed does not read it */
    assert.equal(await kpu.locator(`${CARD} a[href$="/identitas"]`).count(), 0);
    await kpu.goto(`/meja/perkara/${one.number}/identitas`);
    assert.equal(pathOf(kpu), `/meja/perkara/${one.number}`);

    const reporter = await house.person();
    await comeBack(reporter, one.code);
    const told = await reporter.innerText('main');
    assert.match(told, /Bawaslu minta nama Anda dibuka/);
    assert.match(told, new RegExp(WHY));
    assert.match(told, /Nama Anda dibuka untuk Bawaslu/);
    await look(reporter, 'what the reporter is told');
    const api = (await house.post.api('GET', '/api/v1/report', { code: one.code, expect: 200 })).json;
    assert.deepEqual(api.timeline.map((e) => e.kind).filter((k) => k.startsWith('identity.')),
                     ['identity.requested', 'identity.approved', 'identity.approved',
                      'identity.approved', 'identity.opened']);
});

test('Refusing a name', async (t) => {
    const look = looker(t);
    const one = await confidential();
    const bawaslu = await officer('bawaslu.1'), kpu = await officer('kpu.1');

    await bawaslu.goto(`/meja/perkara/${one.number}/identitas/minta`);
    await send(bawaslu, { text: WHY });
    await kpu.goto(`/meja/perkara/${one.number}/identitas/tolak`);
    await look(kpu, 'refusing', DESK);
    await send(kpu, { text: 'Perlindungan dapat diberikan tanpa nama.' });
    assert.match(await kpu.innerText(CARD), /menolak/);
    await look(kpu, 'one has refused', DESK);
});

test('An excluded agency is given a case by two others', async (t) => {
    const look = looker(t);
    const one = await file({ category: 'polri', mode: 'named',
                             identity: { name: NAME, phone: '080000000000' } });
    const bawaslu = await officer('bawaslu.1'), kpu = await officer('kpu.1');
    const propam = await officer('propam.1');
    const there = async () => (await propam.goto(`/meja/perkara/${one.number}`)).status();

    assert.equal(await there(), 404);
    const review = await bawaslu.hand.get(`/meja/perkara/${one.number}/telaah`);
    await bawaslu.hand.send(review.form('/telaah'), { title: 'Ajakan memilih', text: 'Sesuai.',
                            category: 'polri', intake: 'informasi_awal', formal: 'no', material: 'no' });
    await bawaslu.goto(`/meja/perkara/${one.number}`);
    await look(bawaslu, 'an agency without access', DESK);
    await press(bawaslu, 'section[aria-labelledby=akses] a');
    await look(bawaslu, 'proposing access', DESK);
    await send(bawaslu, { text: 'Propam perlu memeriksa anggotanya sendiri.' });
    assert.equal(await there(), 404); /* proposed is not given */
    await kpu.goto('/meja');
    await press(kpu, '.strip a');
    await look(kpu, 'agreeing to give access', DESK);
    await send(kpu);
    assert.equal(await there(), 200);
    await look(propam, 'as the agency that was given it', DESK);
    assert.match(await propam.innerText(CARD), /tidak ditampilkan/);
    assert.equal(await propam.locator(`${CARD} a`).count(), 0);
    await propam.goto(`/meja/perkara/${one.number}/identitas`);
    assert.doesNotMatch(await propam.innerText('main'), new RegExp(NAME));
    await kpu.goto(`/meja/perkara/${one.number}/akses/cabut`);
    await look(kpu, 'taking it back', DESK);
    await send(kpu, { text: 'Pemeriksaan internal sudah selesai.' });
    assert.equal(await there(), 404);
});

test('An officer with an interest steps back', async (t) => {
    const look = looker(t);
    const one = await file();

    const alone = await officer('provos-tni.1');
    await alone.goto(`/meja/perkara/${one.number}/kepentingan`);
    await look(alone, 'stepping back', DESK);
    await send(alone);
    await look(alone, 'nobody else is there', { ...DESK, error: true });
    house.post.addOfficer('kpu.2', 'Rina Kedua', 'kpu.1');
    const kpu = await officer('kpu.1');
    await kpu.goto(`/meja/perkara/${one.number}/kepentingan`);
    await send(kpu);
    assert.match(kpu.url(), /\/meja\?hasil=mundur$/);
    await look(kpu, 'stepped back', DESK);
    assert.doesNotMatch(await kpu.innerText('main'), new RegExp(one.number));
    assert.equal((await kpu.goto(`/meja/perkara/${one.number}`)).status(), 404);
});
