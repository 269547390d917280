/*
 * excluded: a report against a police officer, as an officer of the police's own Propam
 * meets it: not at all. Whatever he asks, the answer is that of a case that is not there.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Post, posko, reportBody } from './post.mjs';

const WORD = 'kejadianlangka', BODY = {
    category: 'polri', what: `Anggota memasang atribut, ${WORD} di pasar.`,
    violation: ['apk_atribut'], reported: { description: 'Seorang anggota', role: 'anggota' },
    place: { kecamatan: '33.20.01', detail: WORD },
};
let post, propam, bawaslu, secret, open;

before(async () => {
    post = await new Post().serve();
    propam = await post.officer('propam.1');
    bawaslu = await post.officer('bawaslu.1');
    secret = (await post.api('POST', '/api/v1/reports', { expect: 201, body: reportBody(BODY) })).json;
});
after(() => post.end());

/* What differs between any two answers: the clock and the chance. */
function still(answer) {
    return answer.text.replace(/<span class="mono">[0-9a-f]{16}<\/span>/g, '')
        .replace(/name="csrf" value="[^"]*"/g, '').replace(/\d\d\.\d\d WIB/g, '');
}

/* An unknown number of the same shape. */
const unknown = (number) => number.replace(/.{5}$/, (s) => (s === '00000' ? '11111' : '00000'));

test('The others have it before them', async () => {
    assert.match((await bawaslu.get('/meja')).words, new RegExp(secret.case));
    assert.equal((await bawaslu.get(`/meja/perkara/${secret.case}`)).status, 200);
    assert.match((await bawaslu.get(`/meja/cari?q=${WORD}`)).words, new RegExp(secret.case));
});

test('His inbox and its counts are those of an empty post', async () => {
    const empty = await new Post().serve();
    const other = await empty.officer('propam.1');
    for (const path of ['/meja', '/meja?tab=mine', '/meja?tab=unowned', '/meja?tab=referred',
                        '/meja?kategori=polri', '/meja?kecamatan=33.20.01', '/meja/cari'])
        assert.equal(still(await propam.get(path)), still(await other.get(path)), path);
    await empty.end();
});

test('Search finds neither its words nor its number', async () => {
    const nothing = still(await propam.get('/meja/cari?q=xxxxxxxx')).replaceAll('xxxxxxxx', '');
    for (const q of [WORD, secret.case, secret.case.toLowerCase(), secret.case.slice(4), 'pasar'])
        assert.equal(still(await propam.get(`/meja/cari?q=${q}`)).replaceAll(q, ''), nothing, q);
});

test('Every page and every act answers as for a number that is not there', async () => {
    const token = (await propam.get('/meja')).form('/meja/keluar-sesi').value('csrf');
    const routes = posko(['help', '--routes']).stdout.trim().split('\n').slice(1)
        .map((line) => line.split('\t')).filter(([, path]) => path.includes(':number'));
    assert.ok(routes.length > 20, 'the route table has the pages of a case');
    for (const [method, path] of routes) {
        const ask = async (number) => {
            const at = path.replace(':number', number);
            return method === 'GET' ? propam.ask('GET', at)
                : propam.post_(at, [['csrf', token], ['seen', '1'], ['text', 'Catatan.']]);
        };
        const [real, none] = [await ask(secret.case), await ask(unknown(secret.case))];
        assert.equal(real.status, 404, `${method} ${path}`);
        assert.equal(none.status, 404);
        const swap = (a) => still(a).replaceAll(secret.case, 'N').replaceAll(unknown(secret.case), 'N');
        assert.equal(swap(real), swap(none), `${method} ${path}`);
        const heads = (a) => ({ ...a.headers, date: '', 'content-length': '' });
        assert.deepEqual(heads(real), heads(none), `${method} ${path}`);
    }
});

test('Merging another case into it fails as into a number that is not there', async () => {
    open = (await post.api('POST', '/api/v1/reports', { expect: 201, body: reportBody() })).json;
    const path = `/meja/perkara/${open.case}/gabung`;
    const answers = [];
    for (const number of [secret.case, unknown(secret.case)]) {
        const form = (await propam.get(path)).form('/gabung');
        const answer = await propam.submit(form, { number, text: 'Sama.' });
        answers.push([answer.status, still(answer).replaceAll(number, 'N')]);
    }
    assert.equal(answers[0][0], 422);
    assert.deepEqual(answers[0], answers[1]);
});

test('A case that he has cannot be merged into one that he may not know of', async () => {
    const form = (await bawaslu.get(`/meja/perkara/${open.case}/gabung`)).form('/gabung');
    const done = await bawaslu.submit(form, { number: secret.case, text: 'Peristiwa yang sama.' });
    assert.equal(done.status, 422, done.text);
    assert.match(done.words, /tidak boleh membaca laporan tujuan/);
});

test('A case that others close to him after a merger loses its number on his desk', async () => {
    const [from, to] = [0, 1].map(() => post.api('POST', '/api/v1/reports', {
        expect: 201, body: reportBody() }));
    const [a, b] = [(await from).json.case, (await to).json.case];
    const merge = (await bawaslu.get(`/meja/perkara/${a}/gabung`)).form('/gabung');
    assert.equal((await bawaslu.submit(merge, { number: b })).status, 303);
    assert.match((await propam.get(`/meja/perkara/${a}`)).text, new RegExp(b));
    const review = (await bawaslu.get(`/meja/perkara/${b}/telaah`)).form('/telaah');
    const done = await bawaslu.submit(review, { category: 'polri', text: 'Ternyata anggota polisi.' });
    assert.equal(done.status, 303, done.text);
    const his = await propam.get(`/meja/perkara/${a}`);
    assert.equal(his.status, 200);
    assert.ok(!his.text.includes(b), 'its number is gone');
});

test('A case that turns out to be about his own people leaves his desk at once', async () => {
    const { json } = await post.api('POST', '/api/v1/reports', {
        expect: 201, body: reportBody({ category: 'other' }) });
    assert.equal((await propam.get(`/meja/perkara/${json.case}`)).status, 200);
    const form = (await bawaslu.get(`/meja/perkara/${json.case}/telaah`)).form('/telaah');
    const done = await bawaslu.submit(form, { category: 'polri', text: 'Ternyata anggota polisi.' });
    assert.equal(done.status, 303, done.text);
    assert.equal((await propam.ask('GET', `/meja/perkara/${json.case}`)).status, 404);
    assert.ok(!(await propam.get('/meja')).text.includes(json.case));
});

test('The reporter may leave out an agency, and it then knows nothing either', async () => {
    const { json } = await post.api('POST', '/api/v1/reports', {
        expect: 201, body: reportBody({ exclude: ['kesbangpol'] }) });
    const officer = await post.officer('kesbangpol.1');
    assert.equal((await officer.ask('GET', `/meja/perkara/${json.case}`)).status, 404);
    assert.equal((await propam.ask('GET', `/meja/perkara/${json.case}`)).status, 200);
});

test('Public pages and the API name no case to anybody', async () => {
    for (const path of ['/', '/tahapan', '/bantuan', '/api/v1/post', '/api/v1/stages'])
        assert.ok(!(await propam.get(path)).text.includes(secret.case), path);
    const asked = await propam.ask('GET', '/api/v1/report');
    assert.equal(asked.status, 401);
});
