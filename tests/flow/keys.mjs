/*
 * keys: the life of an agency's keys over real HTTP, with the desk in use: an officer leaves, the
 * keys are renewed, cases are sealed anew, a restart comes in between, slips of paper bring an
 * agency back; outsiders see each step in the log, and a forged one. issue 4, ledger.md 6.4.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { OWN_PASSWORD, POSKO, Post, posko, reportBody, slipsOf } from './post.mjs';

const CASES = 30;
let post, head, colleague, other;

/* As root: the database changed by hand. */
function sql(dir, text) {
    const script = 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1]);'
        + ' r = [list(x) for x in db.execute(sys.argv[2])]; db.commit(); print(r)';
    const ran = spawnSync('python3', ['-c', script, join(dir, 'posko.db'), text],
                          { encoding: 'utf8' });
    assert.equal(ran.status, 0, ran.stderr);
    return ran.stdout;
}

const report = (what = 'Ajakan memilih di kantor.') =>
    post.api('POST', '/api/v1/reports', { expect: 201, body: reportBody({ what }) });

const until = async (what, wait = 20000) => {
    for (const end = Date.now() + wait; Date.now() < end;) {
        if (await what())
            return;
        await new Promise((r) => setTimeout(r, 100));
    }
    assert.fail('it did not come about');
};

const deed = async (who, step, answers = {}) =>
    who.send((await who.get(`/meja/lembaga/${step}`)).form(step),
             { password_again: OWN_PASSWORD, ...answers });

before(async () => {
    post = await new Post({ config: 'limit.filings_per_hour = 0\n' }).serve();
    head = await post.officer('bawaslu.1');
    other = await post.officer('kpu.1');
    post.slips['bawaslu.1'].password = OWN_PASSWORD;
    post.addOfficer('bawaslu.2', 'Petugas Kedua', 'bawaslu.1');
    colleague = await post.officer('bawaslu.2');
    for (let n = 0; n < CASES; n++)
        await report();
});
after(() => post.end());

test('Every officer sees which keys are in use; only a head has the ways to change them', async () => {
    const page = await head.get('/meja/lembaga');
    assert.equal(page.status, 200);
    assert.match(page.words, /Kunci ke-1/);
    assert.match(page.text, /[0-9a-f]{4}( [0-9a-f]{4}){15}/);
    assert.match(page.text, /href="\/meja\/lembaga\/kunci"/);
    const seen = await colleague.get('/meja/lembaga');
    assert.equal(seen.status, 200);
    assert.doesNotMatch(seen.text, /href="\/meja\/lembaga\/kunci"/);
    for (const step of ['kunci', 'kertas', 'saksi', 'identitas'])
        assert.notEqual((await colleague.get(`/meja/lembaga/${step}`)).status, 200, step);
});

test('A wrong password renews nothing', async () => {
    const answer = await deed(head, 'kunci', { password_again: 'bukan kata sandi saya' });
    assert.equal(answer.status, 422);
    assert.match((await head.get('/meja/lembaga')).words, /Kunci ke-1/);
});

test('Keys are renewed while the desk and filing go on', async () => {
    const filing = [...Array(20)].map((_, n) => report(`Sambil ganti kunci ${n}.`));
    const answer = await deed(head, 'kunci');
    assert.equal(answer.status, 200);
    assert.match(answer.words, /Kunci diganti/);
    assert.match(answer.words, /Kunci ke-2/);
    const numbers = (await Promise.all(filing)).map((a) => a.json.case);
    /* The acting session goes on, and reads old and new alike. */
    for (const number of numbers)
        assert.equal((await head.get(`/meja/perkara/${number}`)).status, 200, number);
    assert.equal((await head.get('/meja')).status, 200);
    /* The others must sign in again. */
    assert.match((await colleague.get('/meja')).path, /^\/meja\/masuk/);
    assert.equal((await other.get('/meja')).status, 200);
});

test('All cases are sealed anew, and the page says so', async () => {
    await until(async () => (await head.get('/meja/lembaga')).words
        .includes('Semua perkara disegel dengan kunci yang dipakai sekarang'));
    assert.match(sql(post.dir, 'SELECT count(*) FROM case_grant g JOIN agency a USING(agency_key)'
        + " WHERE a.code = 'bawaslu' AND g.key_serial < 2"), /\[\[0\]\]/);
    assert.match(sql(post.dir, 'SELECT count(*) FROM case_grant g JOIN agency a USING(agency_key)'
        + " WHERE a.code = 'bawaslu' AND g.key_serial = 2 AND g.cached IS NOT NULL"),
                 new RegExp(`\\[\\[${CASES + 20}\\]\\]`));
    const metrics = (await post.browser().get('/metrics')).text;
    assert.match(metrics, /posko_reseal_waiting\{agency="bawaslu"\} 0/);
});

test('Who stayed signs in again, and works', async () => {
    colleague = await post.officer('bawaslu.2');
    const [, number] = (await colleague.get('/meja')).text.match(/\/meja\/perkara\/([A-Z0-9-]+)/);
    const page = await colleague.get(`/meja/perkara/${number}?tulis=catatan`);
    const sent = await colleague.send(page.form('/catatan'), { text: 'Sesudah kunci diganti.' });
    assert.equal(sent.status, 200);
    assert.match(sent.words, /Sesudah kunci diganti/);
});

test('A command renews beside the server; sealing anew begins with the next officer', async () => {
    const ran = posko(['agency', 'renew', post.dir, 'bawaslu', '--by', 'bawaslu.1'],
                      { input: `${OWN_PASSWORD}\n` });
    assert.match(ran.stdout, /uses key 3 now; 2 officers hold it/);
    await report('Sesudah perintah.');
    /* The server takes it over by itself, restarted in the middle or not. */
    await post.stop('SIGKILL');
    await post.serve();
    assert.match(sql(post.dir, "SELECT min(g.key_serial) FROM case_grant g JOIN agency a"
        + " USING(agency_key) WHERE a.code = 'bawaslu'"), /\[\[2\]\]/);
    assert.match((await head.get('/meja')).path, /^\/meja\/masuk/);
    head = await post.officer('bawaslu.1');
    assert.match((await head.get('/meja')).text, /\/meja\/perkara\//); /* this lends the key */
    await until(async () => /\[\[3\]\]/.test(sql(post.dir, 'SELECT min(g.key_serial) FROM case_grant g'
        + " JOIN agency a USING(agency_key) WHERE a.code = 'bawaslu'")));
});

test('Slips of paper are shown once and bring the agency back', async () => {
    const page = await deed(head, 'kertas');
    assert.equal(page.status, 200);
    const slips = [...page.text.matchAll(/<p class="mono field">([^]*?)<\/p>/g)]
        .map(([, lines]) => lines.replace(/<br>/g, ' ').replace(/\s+/g, ' ').trim());
    assert.equal(slips.length, 3);
    for (const slip of slips)
        assert.match(slip, /^([0-9A-Z]{4}[- ]?){16}$/);
    const wrong = posko(['agency', 'recover', post.dir, 'bawaslu', 'baru.1', 'Petugas Baru'],
                        { input: `${slips[0]}\n${slips[0]}\n`, status: 1 });
    assert.match(wrong.stderr, /the same slip twice/);
    const ran = posko(['agency', 'recover', post.dir, 'bawaslu', 'baru.1', 'Petugas Baru'],
                      { input: `${slips[2]}\n${slips[0]}\n` });
    Object.assign(post.slips, Object.fromEntries(slipsOf(ran.stdout).map((s) => [s.login, s])));
    const fresh = await post.officer('baru.1');
    assert.match((await fresh.get('/meja')).text, /\/meja\/perkara\//);
    assert.match(sql(post.dir, "SELECT count(*) FROM log_event WHERE kind = 'agency.paper'"), /\[\[1\]\]/);
});

test('An outsider sees each renewal signed by the key before it', () => {
    const ran = posko(['audit', post.dir]);
    assert.equal(ran.stdout.match(/bawaslu signs with a new key from here on/g)?.length, 2);
});

test('An agency that lost everything is vouched for by two others, and the audit says so', async () => {
    const propam = await post.officer('propam.1');
    assert.equal((await propam.get('/meja')).status, 200);
    const ran = posko(['agency', 'replace', post.dir, 'bawaslu', 'pengganti', 'Petugas Pengganti',
                       'propam.1', 'kpu.1'], { input: `${OWN_PASSWORD}\n${OWN_PASSWORD}\n` });
    assert.match(ran.stdout, /Bawaslu has a new key; \d+ cases were given to it again, 0 stay shut/);
    Object.assign(post.slips, Object.fromEntries(slipsOf(ran.stdout).map((s) => [s.login, s])));
    const fresh = await post.officer('pengganti');
    assert.match((await fresh.get('/meja')).text, /\/meja\/perkara\//);
    await report('Sesudah kunci hilang.');
    assert.match(posko(['audit', post.dir]).stdout,
                 /bawaslu lost its key; its new one was signed by 2 other agencies/);
});

test('A key exchanged in the database is found, and nothing is sealed to it', async () => {
    const copy = join(post.folder, 'copy');
    await post.stop();
    for (const [what, text] of [
        ['box_pk', "UPDATE agency SET box_pk = randomblob(32) WHERE code = 'kpu'"],
        ['leaf', 'UPDATE agency SET box_pk = randomblob(32), sign_pk = randomblob(32),'
            + " key_serial = 2 WHERE code = 'kpu'"],
    ]) {
        cpSync(post.dir, copy, { recursive: true });
        sql(copy, text);
        const ran = spawnSync(POSKO, ['serve', copy, '--listen', '127.0.0.1:0'],
                              { encoding: 'utf8', timeout: 20000 });
        assert.notEqual(ran.status, 0, what);
        assert.match(ran.stderr, /another key of kpu than the log shows/, what);
        rmSync(copy, { recursive: true });
    }
});
