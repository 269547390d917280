/*
 * bad_input: whatever is typed wrong, the page comes back: in the person's language, with a
 * summary of what to mend whose links lead to the fields, and with everything typed still
 * there. Never a bare 500.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { ANSWERS, dayAgo, fileByForms, filled, Post, posko, reportBody } from './post.mjs';

let post, officer, reporter, poor;

before(async () => {
    post = await new Post().serve();
    officer = await post.officer('bawaslu.1');
    const { code } = await fileByForms(post.browser());
    reporter = post.browser();
    await reporter.send((await reporter.get('/cek')).form('/cek'), { kode: code });
    /* One who told almost nothing is asked for all of it. */
    const { json } = await post.api('POST', '/api/v1/reports', { expect: 201, body: {
        mode: 'anonymous', category: 'asn', what: 'Camat itu berkampanye.' } });
    poor = post.browser();
    await poor.send((await poor.get('/cek')).form('/cek'), { kode: json.code });
});
after(() => post.end());

const ERROR = { id: /^Kesalahan: /, en: /^Error: / };

/* The answer to a form that has something to mend. */
function mendable(answer, typed, what, lang = 'id') {
    assert.equal(answer.status, 422, `${what}: ${answer.status} ${answer.headers.location ?? ''} `
                                     + answer.words.slice(0, 300));
    assert.match(answer.title, ERROR[lang], what);
    assert.match(answer.text, new RegExp(`<html lang="${lang}"`), what);
    const summary = answer.text.match(/<div class="err-sum" role="alert" tabindex="-1"[^]*?<\/div>/);
    assert.ok(summary, `${what}: no summary`);
    const links = [...summary[0].matchAll(/href="#([^"]+)"/g)].map((m) => m[1]);
    assert.ok(links.length > 0 || /href="\//.test(summary[0]), `${what}: the summary leads nowhere`);
    for (const id of links)
        assert.match(answer.text, new RegExp(`\\sid="${id}"`), `${what}: #${id} is nowhere`);
    for (const form of answer.forms.filter((f) => answer.path === f.action))
        for (const [name, value] of Object.entries(typed))
            for (const one of Array.isArray(value) ? value : [value])
                if (form.names.has(name) && !(form.options[name] && !form.options[name].includes(one)))
                    assert.ok(form.fields.some(([n, v]) => n === name
                                                       && v === one.replaceAll('\r\n', '\n'))
                              || one === '', `${what}: ${name} has lost "${one.slice(0, 40)}"`);
    return answer;
}

const X = (n) => 'x'.repeat(n), AWAY = dayAgo(-3);
const day = (name, d, m, y) => ({ [`${name}_d`]: d, [`${name}_m`]: m, [`${name}_y`]: y });

/* Each step, and what must not pass there. */
const WIZARD = [
    ['/lapor/cara', { mode: '' }, { mode: 'entah' }],
    ['/lapor/siapa', { category: '' }, { category: 'entah' }],
    ['/lapor/orang', { reported: X(401) }, { unit: X(401), reported: 'Seorang camat' },
     { role: 'entah', reported: 'Seorang camat' }],
    ['/lapor/apa', { what: '' }, { what: ' \r\n ' }, { what: X(20001), acts: ['intimidasi'] },
     { what: '€'.repeat(6667) }],
    ['/lapor/kapan', day('occurred_on', '31', '2', '2026'), day('occurred_on', '29', '2', '2025'),
     day('occurred_on', '12', '', '2026'), day('occurred_on', '', '3', '2026'),
     day('occurred_on', 'dua', '3', '2026'), day('occurred_on', '0', '3', '2026'),
     day('occurred_on', '1', '1', '1900'), day('occurred_on', '-1', '1', '2026'),
     day('occurred_on', '99999999999999999999', '1', '2026'), AWAY.fields('occurred_on'),
     { ...dayAgo(1).fields('occurred_on'), known: 'other', ...dayAgo(3).fields('known_on') },
     { known: 'other', ...day('known_on', '', '', '') }, { occurred_time: X(401) },
     { known: 'other', ...AWAY.fields('known_on') }],
    ['/lapor/tempat', { kecamatan: '99.99.99' }, { kecamatan: 'entah', place_detail: 'Pasar' },
     { kecamatan: '33.19.01' }, { place_detail: X(401), kecamatan: '33.20.02' }],
    ['/lapor/desa', { desa: '33.20.99.2001' }, { desa: 'entah' }, { desa: '33.20.02.2001' }],
    ['/lapor/bukti', { proof_note: X(401), proofs: ['photo', 'link'] }],
    ['/lapor/keamanan', { witnesses: 'banyak' }, { witnesses: '-1' }, { witnesses: '99999' },
     { exclude: ['propam', 'provos_tni', 'kpu', 'bawaslu'], witnesses: '3' }],
    ['/lapor/identitas', { name: '', phone: '0800123', address: 'Jalan Dua' },
     { name: X(201), phone: '0800' }, { name: 'Warga', phone: X(201) },
     { name: 'Warga', address: X(401) }, { name: 'Warga', standing: 'entah' }],
];

for (const lang of ['id', 'en'])
    test(`Each step of a report asks again what cannot be (${lang})`, async () => {
        const browser = post.browser();
        let page = await browser.get(`/lapor?lang=${lang}`);
        page = await browser.send(page.form('/lapor'));
        for (const [path, ...wrong] of WIZARD) {
            if (page.path === '/lapor/berkas') /* files are optional, and sent by a form of their own */
                page = await browser.get('/lapor/keamanan');
            assert.equal(page.path, path);
            for (const typed of wrong) {
                const what = `${path} ${JSON.stringify(typed).slice(0, 90)}`;
                mendable(await browser.submit(page.form(path), typed), typed, what, lang);
            }
            page = await browser.send(page.form(path),
                                      path === '/lapor/cara' ? { mode: 'named' } : ANSWERS[path]);
        }
        assert.equal(page.path, '/lapor/periksa');
    });

test('A confidential report without a name or a way to reach is asked again', async () => {
    const browser = post.browser();
    let page = await browser.get('/lapor');
    page = await browser.send(page.form('/lapor'));
    await browser.send(page.form('/lapor/cara'), { mode: 'confidential' });
    page = await browser.get('/lapor/identitas');
    mendable(await browser.submit(page.form('/lapor/identitas'), { name: ' ', phone: '' }), {},
             'confidential');
});

test('A report that is sent before it is told is asked for the rest', async () => {
    const browser = post.browser();
    let page = await browser.get('/lapor');
    page = await browser.send(page.form('/lapor'));
    await browser.send(page.form('/lapor/cara'), { mode: 'anonymous' });
    page = await browser.get('/lapor/periksa');
    const answer = await browser.submit(page.form('/lapor/periksa'));
    mendable(answer, {}, '/lapor/periksa');
});

test('The reporter\'s own pages ask again too', async () => {
    const CASES = [
        ['/laporan', '/laporan/pesan', { pesan: '' }, { pesan: ' \n' }, { pesan: X(20001) }],
        ['/laporan/lengkapi', '/laporan/lengkapi', {}, { text: X(20001) },
         { text: 'Ada lagi.', ...day('occurred_on', '31', '2', '2026') },
         { text: 'Ada lagi.', witnesses: 'banyak', reported: X(401) }],
        ['/laporan/cabut', '/laporan/cabut', { pressured: '' },
         { pressured: 'no', reason: X(20001) }],
        ['/cek', '/cek', { kode: '' }, { kode: 'bukan kode' }, { kode: X(4000) },
         { kode: '00000-00000-00000-00000' }],
    ];
    for (const [from, to, ...wrong] of CASES)
        for (const typed of wrong) {
            const form = (await poor.get(from)).form(to);
            for (const name of Object.keys(typed))
                assert.ok(form.names.has(name), `${to} asks no ${name}`);
            mendable(await poor.submit(form, typed), typed,
                     `${to} ${JSON.stringify(typed).slice(0, 60)}`);
        }
});

test('Signing in wrongly says so, keeps the login, and not the password', async () => {
    const { password } = post.slips['kpu.1'];
    for (const [login, secret, totp] of [['kpu.1', 'sandikeliru', '123456'], ['kpu.1', password, '000000'],
                                         ['tiada', password, '123456'], ['', '', ''],
                                         [X(400), X(1024), X(64)]]) {
        const browser = post.browser();
        const form = (await browser.get('/meja/masuk')).form('/meja/masuk');
        const answer = mendable(await browser.submit(form, { login, password: secret, totp }),
                                { login: login.trim() }, `sign in as ${login.slice(0, 10)}`);
        assert.ok(!secret || !answer.text.includes(secret));
        assert.ok(!answer.headers['set-cookie']?.some((c) => /meja|officer|petugas/i.test(c)));
    }
});

const NO_DAY = day('on', '31', '2', '2026');

/* On a case in the stage that the list's head names. */
const DESK = {
    received: [
        ['catatan', { text: '' }, { text: X(8001) }],
        ['pesan', { text: ' ' }, { text: X(8001) }],
        ['tugas', { text: '' }, { text: X(301) }],
        ['telaah', { title: '' }, { category: '' }, { category: 'entah' },
         { intake: 'entah', text: 'Alasan.' }, { title: X(301), text: X(8001) },
         { category: 'polri', text: '' }],
        ['lengkapi', { text: '' }, { missing: [], text: 'Mohon lengkapi.' },
         { missing: ['bukti'], text: X(8001) }],
        ['tenggat', { clock: '' }, { clock: 'entah' }, { by: '0', text: 'Dasar.' }, { by: '99' },
         { by: 'dua' }, { what: 'resume', text: 'Lanjut.' }],
        ['gabung', { number: '' }, { number: 'JPR-00000' }, { number: 'self' },
         { number: X(400) }],
    ],
    reviewed: [
        ['nomor', { register_number: '' }, { register_number: 'aneh', number: 'aneh juga' },
         { register_number: X(100) }, { register_number: '001/Reg/LP/PB/Kab/14.22/XI/2026',
                                        ...NO_DAY },
         { register_number: '001/Reg/LP/PB/Kab/14.22/XI/2026', ...AWAY.fields('on') }],
        ['teruskan', { authority: [] }, { authority: ['bkn'], text: X(8001) },
         { authority: ['dkpp'], basis: '' }, { authority: ['bkn'], basis: X(301) }],
        ['temuan', { text: '' }, { text: X(8001) }],
    ],
    referred: [
        ['balasan', { authority: '' }, { authority: 'bkn', what: 'answered', result: '',
                                        text: 'Jawaban.' },
         { authority: 'bkn', what: 'answered', result: 'ethics', text: '' },
         { authority: 'bkn', what: 'received', ...NO_DAY },
         { authority: 'bkn', what: 'received', ...AWAY.fields('on') },
         { authority: 'bkn', what: 'received', ...dayAgo(40).fields('on') },
         { authority: 'bkn', what: 'answered', result: 'ethics', text: 'J.', number: X(100) }],
        ['putus', { result: '', text: 'Alasan.' }, { result: 'admin', text: '' },
         { result: 'admin', text: X(8001) }, { result: 'admin', text: 'A.', ...NO_DAY }],
    ],
    decided: [['tutup', { result: '', text: '' }, { result: 'admin', text: X(8001) }]],
    closed: [['buka', { text: '' }, { text: X(8001) }]],
};

async function caseIn(stage) {
    const { json } = await post.api('POST', '/api/v1/reports', { expect: 201, body: reportBody() });
    const path = `/meja/perkara/${json.case}`;
    const steps = [['telaah', {}, 'reviewed'], ['teruskan', { authority: ['bkn'] }, 'referred'],
                   ['putus', { result: 'admin', text: 'Putusan.' }, 'decided'],
                   ['tutup', { result: 'admin', text: 'Selesai.' }, 'closed']];
    for (let i = 0, now = 'received'; now !== stage; i++) {
        const [step, answers, next] = steps[i];
        const done = await officer.submit((await officer.get(`${path}/${step}`)).form(`/${step}`),
                                          answers);
        assert.equal(done.status, 303, `${step}: ${done.words}`);
        now = next;
    }
    return path;
}

for (const stage of Object.keys(DESK))
    test(`Each form of the desk asks again what cannot be, on a case that is ${stage}`, async () => {
        const path = await caseIn(stage);
        const number = path.slice(-9);
        for (const [step, ...wrong] of DESK[stage])
            for (const given of wrong) {
                const typed = given.number === 'self' ? { number } : given;
                const what = `${step} ${JSON.stringify(typed).slice(0, 90)}`;
                const form = (await officer.get(`${path}/${step}`)).form(`/${step}`);
                const answer = mendable(await officer.submit(form, typed), typed, what);
                assert.equal(answer.form(`/${step}`).value('seen'), form.value('seen'),
                             `${what}: something was done`);
                assert.ok(answer.words.includes(number), what);
            }
    });

test('A report that an officer writes down is asked for what is missing', async () => {
    const page = await officer.get('/meja/catat');
    const typed = { channel: 'walk_in', mode: 'named', category: 'asn', what: '', name: '',
                    unit: 'Kantor camat' };
    mendable(await officer.submit(page.form('/meja/catat'), typed), typed, '/meja/catat');
    const far = { ...typed, what: X(20001), name: 'Warga', ...AWAY.fields('occurred_on') };
    mendable(await officer.submit(page.form('/meja/catat'), far), far, '/meja/catat');
});

test('The API says each thing to mend, by its field, in the person\'s language', async () => {
    const CASES = [
        [{}, ['mode', 'category', 'what']],
        [reportBody({ what: X(20001) }), ['what']],
        [reportBody({ mode: 'entah' }), ['mode']],
        [reportBody({ occurred_on: '2026-02-31' }), ['occurred_on']],
        [reportBody({ occurred_on: AWAY.iso }), ['occurred_on']],
        [reportBody({ occurred_on: 20261101 }), ['occurred_on']],
        [reportBody({ witnesses: -1 }), ['witnesses']],
        [reportBody({ witnesses: 1e300 }), ['witnesses']],
        [reportBody({ place: 'Pasar' }), ['place']],
        [reportBody({ place: { kecamatan: '99.99.99' } }), ['place.kecamatan']],
        [reportBody({ violation: ['entah'] }), ['violation.0']],
        [reportBody({ violation: 'intimidasi' }), ['violation']],
        [reportBody({ mode: 'named' }), ['identity.name']],
        [reportBody({ exclude: ['propam', 'kpu', 'bawaslu', 'provos_tni'] }), ['exclude']],
        [reportBody({ sandi: 'x' }), ['sandi']],
    ];
    for (const [body, fields] of CASES) {
        const answer = await post.api('POST', '/api/v1/reports', { body });
        assert.equal(answer.status, 422, JSON.stringify(body).slice(0, 80));
        assert.match(answer.headers['content-type'], /^application\/problem\+json/);
        const named = answer.json.errors.map((e) => e.field);
        for (const field of fields)
            assert.ok(named.includes(field), `${field} is not among ${named}`);
        assert.ok(answer.json.errors.every((e) => e.detail && e.code));
    }
    const en = await post.api('POST', '/api/v1/reports', { body: {}, headers: {
        'Accept-Language': 'en' } });
    const id = await post.api('POST', '/api/v1/reports', { body: {} });
    assert.notEqual(en.json.errors[0].detail, id.json.errors[0].detail);
    for (const bad of ['', '{', '[]', '"x"', 'null', '{"a":1}{', '{"what":"\\ud800"}', '[' .repeat(9000)]) {
        const answer = await post.browser().ask('POST', '/api/v1/reports', { body: bad,
            headers: { 'Content-Type': 'application/json' } });
        assert.ok([400, 422].includes(answer.status), `${bad.slice(0, 20)}: ${answer.status}`);
    }
});

/* A seed repeats a run: POSKO_SEED. */
function chance(seed) {
    let s = seed >>> 0 || 1;
    return (n) => {
        s ^= s << 13, s >>>= 0, s ^= s >>> 17, s ^= s << 5, s >>>= 0;
        return s % n;
    };
}

test('Whatever is thrown at any form, nothing breaks and nothing typed becomes markup', async (t) => {
    const seed = Number(process.env.POSKO_SEED ?? Date.now() % 1e9);
    t.diagnostic(`POSKO_SEED=${seed}`);
    const any = chance(seed);
    const rows = posko(['help', '--routes']).stdout.trimEnd().split('\n').slice(1)
        .map((l) => l.split('\t')).filter(([m, p, , f]) => m === 'POST' && !f.includes('api')
            && !['/tutup', '/meja/keluar-sesi', '/meja/masuk', '/lapor', '/lapor/terima'].includes(p)
            && !p.endsWith('/unggah') && !p.endsWith('/berkas')); /* bodies that are streamed: tests/evidence */
    const path = await caseIn('reviewed');
    const draft = post.browser();
    await draft.send((await draft.get('/lapor')).form('/lapor'));
    const tokens = { officer: (await officer.get('/meja')).form('/meja/keluar-sesi').value('csrf'),
                     reporter: (await reporter.get('/laporan')).form('/laporan/pesan').value('csrf'),
                     anyone: (await post.browser().get('/cek')).form('/cek').value('csrf') };
    const people = { officer, reporter, anyone: draft };
    const mark = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>';
    const nasty = ['', ' ', '0', '-1', '1', '31', '2', '2026', '99999999999999999999', 'yes', 'no',
                   mark, '\u202e\u2066', '\ud83d\ude80'.repeat(9), "' OR 1=1 --", '%00%ff',
                   '{{ csrf }}', '../../etc/passwd', '\r\nSet-Cookie: a=b', 'asn', 'polri', 'bkn',
                   'anonymous', 'named', 'bukti', 'ethics', 'laporan', '33.20.01', '33.20.01.2001'];
    const statuses = {};
    for (let n = 0; n < 600; n++) {
        const [, route, who, , , list] = rows[any(rows.length)];
        const fields = (list ?? '').split(' ').filter(Boolean).map((f) => f.match(/^(.+):(\d+)/));
        const answers = [['csrf', tokens[who]]];
        if (route.includes(':number')) /* as if nobody else had been here since */
            answers.push(['seen', (await officer.get(path)).text.match(/name="seen" value="(\d+)"/)?.[1] ?? '0']);
        for (const [, name, max] of fields)
            if (name !== 'seen' && any(3) > 0)
                answers.push([name, any(200) === 0 ? '\u0000' : any(12) === 0 ? X(any(Number(max))) : Array.from(nasty[any(nasty.length)])
                    .slice(0, Number(max) / 4).join('')]);
        const answer = await people[who].post_(route.replace('/meja/perkara/:number', path),
                                               filled(answers, {}));
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        const what = `${route} ${JSON.stringify(answers.slice(1)).slice(0, 300)}`;
        assert.ok([200, 303, 400, 403, 404, 409, 413, 422].includes(answer.status),
                  `${answer.status} ${what}`);
        assert.ok(!answer.text.includes('<script>alert') && !answer.text.includes('<img src=x'), what);
        assert.ok(!answer.headers['set-cookie']?.some((c) => c.startsWith('a=b')), what);
        if (answer.status === 303 && route === '/lapor/periksa') /* sent: another is begun */
            await draft.send((await draft.get('/lapor')).form('/lapor'));
    }
    t.diagnostic(JSON.stringify(statuses));
    assert.ok(statuses[422] > 50, 'most of it is for mending');
    for (const [p, who] of [[path, officer], ['/meja', officer], ['/laporan', reporter]]) {
        const page = await who.get(p);
        assert.equal(page.status, 200, p);
        assert.ok(!page.text.includes('<script>alert') && !page.text.includes('<img src=x'), p);
    }
    assert.equal((await post.stop()).code, 0);
    assert.doesNotMatch(post.log(), /status=5\d\d/);
});
