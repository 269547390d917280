/*
 * spine: a report from the first tap to the authority's answer, by plain forms and
 * by the JSON API, as issue "The spine", done when 2, says it.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { ANSWERS, dayAgo, fileByForms, Post, posko, reportBody } from './post.mjs';

let post, bawaslu;

before(async () => {
    post = await new Post().serve();
    bawaslu = await post.officer('bawaslu.1');
});
after(() => post.end());

const INDONESIAN_MONTHS = ['Januari', 'Februari', 'Maret', 'April', 'Mei', 'Juni', 'Juli', 'Agustus',
                           'September', 'Oktober', 'November', 'Desember'];

/* "21 November 2026" */
function longDay(day) {
    const [y, m, d] = day.iso.split('-').map(Number);
    return `${d} ${INDONESIAN_MONTHS[m - 1]} ${y}`;
}

/* One step of the desk: the form is opened, answered and sent; the case's page comes back. */
async function act(officer, number, step, answers) {
    const shown = await officer.get(`/meja/perkara/${number}/${step}`);
    const done = await officer.send(shown.form(`/${step}`), answers);
    assert.equal(done.status, 200, done.words);
    assert.ok(done.from, `${step} was not taken: ${done.words}`);
    assert.equal(done.path, `/meja/perkara/${number}?hasil=${step}`);
    return done;
}

async function ask(officer, number, text) {
    const shown = await officer.get(`/meja/perkara/${number}?tulis=pesan`);
    const done = await officer.send(shown.form('/pesan'), { text });
    assert.match(done.words, new RegExp(text));
}

/* Reviewed, referred to two bodies; one has it, one has answered, on days of their own. */
const received = dayAgo(0), answered = dayAgo(0);

async function workTheCase(number) {
    await act(bawaslu, number, 'telaah', {});
    await act(bawaslu, number, 'teruskan', { authority: ['bkn', 'ppk_instansi'], text: 'Mohon diperiksa.' });
    await act(bawaslu, number, 'balasan', { authority: 'bkn', what: 'received',
                                            ...received.fields('on') });
    await act(bawaslu, number, 'balasan', { authority: 'ppk_instansi', what: 'answered',
        result: 'ethics', number: 'B-12/2026', text: 'Diberi teguran tertulis.',
        ...answered.fields('on') });
}

async function comeBack(code) {
    const other = post.browser();
    const door = await other.get('/cek');
    const page = await other.send(door.form('/cek'), { kode: code });
    assert.equal(page.path, '/laporan', page.words);
    return { other, page };
}

test('A citizen without script files, is asked, answers, and sees what two bodies did', async () => {
    const browser = post.browser();
    const steps = [];
    const { page, code, number } = await fileByForms(browser, {}, (p) => {
        steps.push(p.path);
        assert.equal(p.headers['cache-control'], 'no-store', p.path);
        assert.equal((p.text.match(/<h1/g) ?? []).length, 1, `${p.path}: one heading`);
    });
    assert.deepEqual(steps, ['/lapor', ...Object.keys(ANSWERS).filter((s) => !s.endsWith('identitas')),
                             '/lapor/periksa', '/lapor/terima']);
    assert.match(code, /^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}$/);
    assert.match(number, /^JPR-[0-9A-HJKMNP-TV-Z]{5}$/);
    assert.doesNotMatch(page.words, /Warga Satu/);

    /* The code alone, elsewhere; forgiving what a hand on paper confuses. */
    const typed = code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('-', ' ');
    let { other, page: mine } = await comeBack(typed);
    assert.match(mine.words, new RegExp(number));

    await ask(bawaslu, number, 'Jam berapa kejadiannya?');
    mine = await other.get('/laporan');
    assert.match(mine.words, /Jam berapa kejadiannya\?/);
    assert.doesNotMatch(mine.words, /Petugas pertama/, 'an officer has no name here');

    const sent = await other.send(mine.form('/laporan/pesan'), { pesan: 'Kira-kira pukul delapan.' });
    assert.match(sent.words, /Kira-kira pukul delapan\./);
    assert.match((await bawaslu.get(`/meja/perkara/${number}`)).words, /Kira-kira pukul delapan\./);

    await workTheCase(number);
    mine = await other.get('/laporan');
    assert.match(mine.words, /BKN/);
    assert.match(mine.words, /Diberi teguran tertulis\./);
    assert.ok(mine.words.includes(longDay(received)), mine.words);
    assert.doesNotMatch(mine.words, /Mohon diperiksa/, 'the cover note is between offices');
});

test('The same through the JSON API', async () => {
    const filed = await post.api('POST', '/api/v1/reports', { expect: 201, body: reportBody({
        reported: { description: 'Seorang camat', role: 'camat' }, witnesses: 2,
        place: { kecamatan: '33.20.01', detail: 'Lapangan' } }) });
    const { code, case: number, receipt, clocks } = filed.json;
    assert.match(code, /^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$/);
    assert.equal(receipt.proof_url, `/log/proof/${receipt.index}`);
    assert.ok(clocks.length > 0 && clocks.every((c) => c.due_on >= c.starts_on && c.explained));

    await ask(bawaslu, number, 'Apakah ada foto?');
    let mine = await post.api('GET', '/api/v1/report', { code, expect: 200 });
    assert.equal(mine.json.waiting_for, 'reporter');
    assert.deepEqual(mine.json.messages.map((m) => [m.from, m.text]),
                     [['agency', 'Apakah ada foto?']]);

    await post.api('POST', '/api/v1/report/messages', { code, expect: 201,
                                                        body: { text: 'Ada dua foto.' } });
    await workTheCase(number);
    mine = (await post.api('GET', '/api/v1/report', { code, expect: 200 })).json;
    assert.deepEqual(mine.messages.map((m) => m.text), ['Apakah ada foto?', 'Ada dua foto.']);
    const bodies = Object.fromEntries(mine.referrals.map((r) => [r.authority.code ?? r.authority, r]));
    assert.equal(bodies.bkn.received_on, received.iso);
    assert.equal(bodies.bkn.answered_on ?? null, null);
    assert.equal(bodies.ppk_instansi.answered_on, answered.iso);
    assert.equal(bodies.ppk_instansi.result?.code ?? bodies.ppk_instansi.result, 'ethics');
    assert.ok(mine.timeline.some((e) => e.kind === 'referral.answered'
                                        && e.text === 'Diberi teguran tertulis.'));
    assert.ok(!JSON.stringify(mine).includes('Petugas pertama'));
    assert.ok(!JSON.stringify(mine).includes('Mohon diperiksa'));
});

test('A named report shows the name to officers who open it, and to nobody on the way', async () => {
    const { number } = await fileByForms(post.browser(), {
        '/lapor/cara': { mode: 'named' },
        '/lapor/identitas': { name: 'Warga Bernama', phone: '0800111', address: 'Jalan Satu',
                              standing: 'pemilih' } });
    const page = await bawaslu.get(`/meja/perkara/${number}`);
    assert.doesNotMatch(page.text, /Warga Bernama|0800111|Jalan Satu/);
    const asked = await bawaslu.get(`/meja/perkara/${number}/identitas`);
    const opened = await bawaslu.submit(asked.form('/identitas'), { alasan: 'Undangan klarifikasi.' });
    assert.match(opened.words, /Warga Bernama.*0800111.*Jalan Satu/);
});

test('A confidential name opens for no single officer', async () => {
    const { number } = await fileByForms(post.browser(), {
        '/lapor/cara': { mode: 'confidential' },
        '/lapor/identitas': { name: 'Warga Rahasia', phone: '0800222', standing: 'pemilih' } });
    for (const login of ['kpu.1', 'kesbangpol.1']) {
        const officer = await post.officer(login);
        for (const path of ['', '/identitas'])
            assert.doesNotMatch((await officer.get(`/meja/perkara/${number}${path}`)).text,
                                /Warga Rahasia|0800222/);
    }
});

test('Of two officers who act at once the second is told, and nothing is overwritten', async () => {
    const { json } = await post.api('POST', '/api/v1/reports', { body: reportBody(), expect: 201 });
    const second = await post.officer('provos-tni.1');
    const path = `/meja/perkara/${json.case}/telaah`;
    const [a, b] = [await bawaslu.get(path), await second.get(path)];
    const first = await bawaslu.submit(a.form(path), { category: 'kepala_desa', text: 'Ia kepala desa.' });
    assert.equal(first.status, 303);
    const late = await second.submit(b.form(path), { category: 'bumd', text: 'Pegawai bank daerah.' });
    assert.equal(late.status, 409);
    assert.match(late.text, /role="alert"/);
    assert.match(late.text, /Pegawai bank daerah\./, 'what was typed is still there');
    const now = await post.api('GET', '/api/v1/report', { code: json.code });
    assert.equal(now.json.category.code, 'kepala_desa');
});

test('A withdrawn report is still there, and says whether there was pressure', async () => {
    const { json } = await post.api('POST', '/api/v1/reports', { body: reportBody(), expect: 201 });
    const { other } = await comeBack(json.code);
    const shown = await other.get('/laporan/cabut');
    const done = await other.send(shown.form('/laporan/cabut'), { pressured: 'yes',
                                                                  reason: 'Saya didatangi.' });
    assert.equal(done.status, 200);
    const desk = await bawaslu.get(`/meja/perkara/${json.case}`);
    assert.equal(desk.status, 200);
    assert.match(desk.words, /Saya didatangi\./);
    assert.equal((await post.api('GET', '/api/v1/report', { code: json.code })).json.withdrawn, true);
});

test('Sending the same form twice gives one report and the same code', async () => {
    const headers = { 'Idempotency-Key': 'flow-twice-0123456789abcdef' };
    const body = reportBody();
    const one = await post.api('POST', '/api/v1/reports', { body, headers, expect: 201 });
    const two = await post.api('POST', '/api/v1/reports', { body, headers });
    assert.equal(two.json.code, one.json.code);
    assert.equal(two.json.case, one.json.case);
    const other = await post.api('POST', '/api/v1/reports', { headers,
                                                              body: reportBody({ what: 'Lain.' }) });
    assert.equal(other.status, 422);
});

test('A wrong code and a code of nobody get the same answer', async () => {
    const { json } = await post.api('POST', '/api/v1/reports', { body: reportBody(), expect: 201 });
    const off = json.code.replace(/.$/, (c) => (c === '7' ? '8' : '7'));
    const strip = (t) => t.replace(/urn:posko:request:\w+/g, '').replace(/value="[^"]*"/g, '');
    const answers = [];
    for (const kode of [off, 'ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ', 'x', '']) {
        const browser = post.browser();
        const answer = await browser.submit((await browser.get('/cek')).form('/cek'), { kode });
        answers.push([answer.status, strip(answer.text)]);
        const api = await post.api('GET', '/api/v1/report', { code: kode });
        assert.equal(api.status, 401);
    }
    for (const one of answers)
        assert.deepEqual(one, answers[0]);
});

test('A colleague whom an officer lets in reads what the agency reads, until disabled', async () => {
    const { json } = await post.api('POST', '/api/v1/reports', { body: reportBody(), expect: 201 });
    post.addOfficer('kpu.2', 'Petugas Kedua', 'kpu.1');
    const second = await post.officer('kpu.2');
    assert.equal((await second.get(`/meja/perkara/${json.case}`)).status, 200);
    posko(['officer', 'disable', post.dir, 'kpu.2']);
    const answer = await second.ask('GET', '/meja');
    assert.equal(answer.headers.location.split('?')[0], '/meja/masuk');
    await assert.rejects(post.officer('kpu.2'));
});

test('The post goes on after a stop: nothing is lost, sessions live on', async () => {
    const { json } = await post.api('POST', '/api/v1/reports', { body: reportBody(), expect: 201 });
    assert.deepEqual(await post.stop(), { code: 0, signal: null });
    await post.serve();
    assert.equal((await post.api('GET', '/api/v1/report', { code: json.code })).status, 200);
    assert.equal((await bawaslu.get(`/meja/perkara/${json.case}`)).status, 200);
});
