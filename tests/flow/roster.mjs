/*
 * roster: a head has a month made, looks at it and publishes it; the public sees days, never
 * names; somebody is replaced, somebody is on leave; an officer's own shifts as a calendar, read
 * strictly by RFC 5545 here, until the address is revoked. Over the real server, without script.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Post, posko } from './post.mjs';

const NAME = 'Penanda Namapetugas';
let post, head, second, kpu;

before(async () => {
    post = new Post();
    post.addOfficer('bawaslu.2', NAME, 'bawaslu.1');
    await post.serve();
    [head, second, kpu] = [await post.officer('bawaslu.1'), await post.officer('bawaslu.2'),
                           await post.officer('kpu.1')];
});
after(() => post.end());

/* Days of Jakarta, where a post is unless it says otherwise. */
const day = (n) => new Date(Date.now() + 7 * 3600e3 + n * 864e5).toISOString().slice(0, 10);
const TODAY = day(0), MONTH = `${TODAY.slice(0, 8)}01`;
/* Two days of one month that are not over, whatever today is. */
const NEXT = day(1).slice(0, 7) === TODAY.slice(0, 7) ? day(1) : TODAY;

async function bawasluOn(date) {
    const { json } = await post.api('GET', '/api/v1/roster', { expect: 200 });
    return json.days.find((d) => d.day === date).agencies.find((a) => a.agency === 'bawaslu');
}

const fields = (date, name) => {
    const [y, m, d] = date.split('-').map(Number);
    return { [`${name}_y`]: String(y), [`${name}_m`]: String(m), [`${name}_d`]: String(d) };
};

test('a draft is its own agency\'s, and what is published is everybody\'s, without names', async () => {
    const page = await head.get(`/meja/jaga/bulan?bulan=${MONTH}`);
    let sent = await head.submit(page.form('/meja/jaga/bulan'), { isi: 'simpan', pattern: '24h',
        minimum: '1', rest: '24', squads: '0', basis: 'Sprin/7' });
    assert.equal(sent.status, 303, sent.text);
    assert.equal((await bawasluOn(TODAY)).published, false);
    assert.ok(!(await kpu.get('/meja/jaga')).text.includes(NAME), 'another agency sees the draft');
    assert.match((await head.get('/meja/jaga')).words, /rancangan/);
    sent = await head.submit((await head.get(`/meja/jaga/bulan?bulan=${MONTH}`)).form('/meja/jaga/bulan'),
                             { isi: 'terbit' });
    assert.equal(sent.status, 303, sent.text);
    assert.deepEqual([(await bawasluOn(TODAY)).published, (await bawasluOn(TODAY)).shifts[0].on_duty],
                     [true, 1]);
    const board = await post.browser().get('/piket');
    assert.match(board.words, /Ada petugas/);
    for (const text of [board.text, (await post.browser().get('/api/v1/roster')).text])
        assert.ok(!text.includes('Namapetugas') && !text.includes('bawaslu.2'), 'a name left the desk');
});

test('a published month is not made anew, and a number past its limits is told', async () => {
    const other = `${Number(MONTH.slice(0, 4)) + 1}-01-01`;
    const form = (await head.get(`/meja/jaga/bulan?bulan=${other}`)).form('/meja/jaga/bulan');
    const bad = await head.submit(form, { isi: 'simpan', pattern: '24h', minimum: '0', rest: '24',
                                          squads: '0', basis: 'tetap ada' });
    assert.equal(bad.status, 422);
    assert.match(bad.words, /Tulis angka antara 1 dan 20/);
    assert.match(bad.text, /value="tetap ada"/);
    const again = await head.submit(form, { bulan: MONTH, isi: 'simpan', pattern: '12h', minimum: '1',
                                            rest: '0', squads: '0', basis: '' });
    assert.equal(again.status, 422);
    assert.match(again.words, /sudah terbit/);
});

test('who manages no people, or another\'s, changes nothing', async () => {
    const path = `/meja/jaga/ganti?hari=${TODAY}&giliran=0&petugas=bawaslu.1`;
    assert.equal((await second.get(path)).status, 404);
    assert.equal((await kpu.get(path)).status, 404);
});

let address;
const shifts = async () => {
    const got = await post.browser().get(address);
    assert.equal(got.status, 200);
    assert.match(got.headers['content-type'], /^text\/calendar/);
    return eventsOf(got.text);
};

/* RFC 5545 3.1, 3.4, 3.6: lines end in CRLF and have at most 75 bytes, what is opened is closed,
 * each event has its UID, stamp, start and end; nothing else is let through. */
function eventsOf(text) {
    assert.ok(text.endsWith('\r\n') && !/[^\r]\n|\r[^\n]/.test(text), 'a line does not end in CRLF');
    const lines = text.slice(0, -2).split('\r\n');
    for (const line of lines)
        assert.ok(Buffer.byteLength(line) <= 75, `too long: ${line}`);
    const open = [], events = [];
    for (const line of text.slice(0, -2).replace(/\r\n[ \t]/g, '').split('\r\n')) {
        const [, name, , value] = line.match(/^([A-Z-]+)((?:;[A-Z-]+=[A-Z0-9]+)*):(.*)$/) ?? assert.fail(line);
        if (name === 'BEGIN') {
            open.push(value);
            if (value === 'VEVENT') events.push({});
        } else if (name === 'END') {
            assert.equal(open.pop(), value);
        } else if (open.at(-1) === 'VEVENT') {
            assert.ok(!(name in events.at(-1)), `${name} twice`);
            events.at(-1)[name] = value;
        } else {
            assert.deepEqual(open, ['VCALENDAR']);
        }
    }
    assert.deepEqual(open, []);
    for (const e of events) {
        for (const name of ['DTSTAMP', 'DTSTART', 'DTEND'])
            assert.match(e[name], /^\d{8}T\d{6}Z$/);
        assert.ok(e.DTSTART < e.DTEND && e.UID && e.SUMMARY);
    }
    assert.equal(new Set(events.map((e) => e.UID)).size, events.length);
    return events;
}
const has = (events, date) => events.some((e) => e.UID.startsWith(`${date}-`));

test('my shifts are a calendar, whose address is shown once', async () => {
    const page = await second.get('/meja/jaga');
    const made = await second.submit(page.form('/meja/jaga/kalender'), { isi: 'buat' });
    assert.equal(made.status, 200);
    address = made.text.match(/(\/jaga\/[0-9a-f]{32}\.ics)</)[1];
    const events = await shifts();
    assert.ok(events.length >= 1);
    assert.ok(!(await second.get('/meja/jaga')).text.includes(address.slice(6, 38)), 'shown again');
    assert.ok(!post.log().includes(address.slice(6, 38)), 'the secret is in the log');
    assert.equal((await post.browser().get(address.replace(/.\.ics/, (s) => (s[0] === '0' ? '1' : '0') + '.ics'))).status, 404);
    assert.equal((await post.browser().get('/jaga/x.ics')).status, 404);
});

test('one comes for another, with a reason, and the calendar follows', async () => {
    const had = has(await shifts(), TODAY);
    const [was, is] = had ? ['bawaslu.2', 'bawaslu.1'] : ['bawaslu.1', 'bawaslu.2'];
    const path = `/meja/jaga/ganti?hari=${TODAY}&giliran=0&petugas=${was}`;
    const form = (await head.get(path)).form('/meja/jaga/ganti');
    const without = await head.submit(form, { isi: 'simpan', who: is });
    assert.equal(without.status, 422);
    assert.match(without.words, /Pilih alasan/);
    const tired = await head.submit(form, { isi: 'simpan', who: is, reason: 'swapped' });
    assert.equal(tired.status, 422); /* of two officers the other is on the day before or after */
    assert.match(tired.words, /Istirahatnya kurang/);
    const done = await head.submit(form, { isi: 'simpan', who: is, reason: 'urgent' });
    assert.equal(done.status, 303, done.text);
    assert.equal(has(await shifts(), TODAY), !had);
    assert.match((await head.get('/meja/jaga')).words, /Kurang istirahat/);
    const late = await head.submit(form, { isi: 'simpan', who: is, reason: 'urgent' });
    assert.equal(late.status, 422); /* he has it no more */
});

test('leave empties his shifts, and everybody sees the gap', async () => {
    const form = (await head.get('/meja/jaga/cuti')).form('/meja/jaga/cuti');
    const bad = await head.submit(form, { isi: 'simpan', who: 'kpu.1', ...fields(TODAY, 'from'),
                                          ...fields(TODAY, 'until') });
    assert.equal(bad.status, 404); /* another agency's officer */
    for (const who of ['bawaslu.1', 'bawaslu.2'])
        assert.equal((await head.submit(form, { isi: 'simpan', who, ...fields(TODAY, 'from'),
                                                ...fields(NEXT, 'until') })).status, 303);
    assert.equal((await bawasluOn(TODAY)).shifts[0].on_duty, 0);
    assert.match((await post.browser().get('/piket')).words, /Belum ada petugas Bawaslu hari ini/);
    assert.equal(has(await shifts(), TODAY), false);
    assert.match(posko(['roster', 'show', post.dir, '--agency', 'bawaslu']).stdout,
                 new RegExp(`bawaslu ${TODAY} shift 1: 1 missing \\(2 on leave, 0 resting\\)`));
    const list = (await head.get('/meja/jaga/cuti')).text;
    assert.ok(list.includes(`${TODAY}|bawaslu.2`));
});

test('a revoked address opens nothing', async () => {
    const page = await second.get('/meja/jaga');
    assert.equal((await second.submit(page.form('/meja/jaga/kalender'), { isi: 'cabut' })).status, 303);
    assert.equal((await post.browser().get(address)).status, 404);
});
