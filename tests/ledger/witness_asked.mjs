/*
 * witness_asked: a witness that can be reached speaks c2sp tlog-witness, and the server asks it;
 * a server that was put back from an old copy is found out by either kind of witness. And what
 * the log says of itself is said once.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { Post, POSKO, posko, reportBody } from '../flow/post.mjs';
import { doorTo, pause, receipt, receiptOf, Witness } from './witnesses.mjs';

const post = new Post({ config: 'limit.filings_per_hour = 0\nlog.publish_minutes = 0\n' });
let asked, listener, port, puller, door;

const file = (n) => post.api('POST', '/api/v1/reports',
    { body: reportBody({ what: `Laporan nomor ${n} tentang aparatur desa.` }) });
const origin = () => post.logKey.replace(/\+[0-9a-f]{8}\+.+$/, '');

function listen(w, at = '127.0.0.1:0') {
    writeFileSync(join(w.dir, 'policy'), `log ${post.logKey}\nquorum none\n`);
    w.process = spawn(POSKO, ['witness', w.dir, '--listen', at, '--lang', 'en'],
                      { stdio: ['ignore', 'pipe', 'inherit'] });
    w.ended = new Promise((done) => w.process.on('exit', done));
    return new Promise((done) => w.process.stdout.on('data', (d) =>
        done(Number(String(d).match(/port (\d+)/)[1]))));
}

function ask(method, path, body) {
    return new Promise((done, fail) => {
        const req = http.request({ host: '127.0.0.1', port, method, path }, (res) => {
            let text = '';
            res.on('data', (d) => (text += d));
            res.on('end', () => done({ status: res.statusCode, type: res.headers['content-type'], text }));
        });
        req.on('error', fail);
        req.end(body);
    });
}

async function until(what, seconds = 15) {
    for (let tries = 0; tries < seconds * 20; tries++) {
        if (await what())
            return;
        await pause(50);
    }
    assert.fail(`waited in vain: ${what}`);
}

before(async () => {
    post.logKey = readFileSync(join(post.dir, 'policy'), 'utf8').match(/^log (\S+)/m)[1];
    asked = new Witness(post, 'observer');
    puller = new Witness(post, 'kpu');
    port = await listen(asked);
    posko(['witness', 'add', post.dir, 'observer', asked.vkey, '--url', `http://127.0.0.1:${port}`]);
    posko(['witness', 'add', post.dir, 'kpu', puller.vkey]);
    await post.serve();
    door = await doorTo(post);
});
after(async () => {
    await asked.kill();
    await puller.kill();
    door.close();
    await post.end();
});

const leaves = async () => {
    const note = (await post.browser().get('/log/checkpoint')).text.split('\n');
    const out = [];
    for (let i = 0; i < Number(note[1]); i++)
        out.push(Buffer.from(receiptOf(await receipt(post, i)).leaf, 'base64').toString());
    return out;
};

test('What the log says of itself is there at the first start, and said once', async () => {
    const count = (kind) => first.filter((l) => l.includes(`\ntype ${kind}\n`)).length;
    let first = [];
    /* The day's head of the access log and its attested numbers are made beside the start. */
    await until(async () => {
        first = await leaves();
        return count('access.head') > 0 && count('statistics.attested') > 0;
    });
    assert.equal(count('access.head'), 1);
    assert.equal(count('statistics.attested'), 1);
    assert.equal(count('agency.key'), 5);
    assert.equal(count('officer.listed'), 5);
    assert.equal(count('rules.adopted'), 2);
    assert.equal(count('witness.added'), 2);
    assert.ok(count('log.heartbeat') >= 1);
    assert.equal(first.length, 5 + 5 + 2 + 2 + 1 + 1 + count('log.heartbeat'), 'and nothing else');
    for (const leaf of first.filter((l) => /\ntype (agency\.key|officer\.listed)\n/.test(l)))
        assert.match(leaf, /\nkey (propam|provos_tni|kpu|bawaslu|kesbangpol) \S{88}\n$/, 'the agency signs');
    assert.ok(!first.some((l) => /petugas|bawaslu\.1/i.test(l)), 'no name of an officer');
    await post.stop();
    await post.serve();
    await pause(1500); /* what would be said twice has its time */
    const beats = (all) => all.filter((l) => !l.includes('type log.heartbeat'));
    assert.deepEqual(beats(await leaves()), beats(first));
});

test('An officer that joins or leaves is a leaf: a fingerprint and no name', async () => {
    const before_ = (await leaves()).length;
    posko(['officer', 'add', post.dir, 'kpu.2', 'Nama Rahasia', '--by', 'kpu.1'],
          { input: `${post.slips['kpu.1'].password}\n` });
    posko(['officer', 'disable', post.dir, 'kpu.2']);
    await file(0); /* the next batch takes them in */
    const added = (await leaves()).slice(before_).filter((l) => l.includes('officer.listed'));
    assert.equal(added.length, 2);
    assert.match(added[0], /\nfact agency kpu\nfact officer [0-9a-f]{64}\nfact state active\n/);
    assert.match(added[0], /\nkey kpu \S{88}\n$/);
    assert.match(added[1], /\nfact state ended\n/);
    assert.ok(!added.join('').includes('Rahasia'));
});

test('The server asks the witness that can be reached, by the standard protocol', async () => {
    const index = (await file(1)).json.receipt.index;
    await until(async () => (await receipt(post, index)).includes('posko.example/w/observer'));
    const hex = createHash('sha256').update(origin()).digest('hex');
    const kept = await ask('GET', `/${hex}/checkpoint`);
    assert.equal(kept.status, 200);
    assert.ok(kept.text.startsWith(`${origin()}\n`) && kept.text.includes('posko.example/w/observer'));
});

test('Its answers are those of the specification', async () => {
    const note = (await post.browser().get('/log/checkpoint')).text;
    const size = (await ask('POST', '/add-checkpoint', `old 0\n\n${note}`));
    assert.equal(size.status, 409);
    assert.match(size.text, /^\d+\n$/);
    assert.equal(size.type, 'text/x.tlog.size');
    assert.equal((await ask('POST', '/add-checkpoint', 'nothing')).status, 400);
    assert.equal((await ask('POST', '/add-checkpoint',
        `old 0\n\n${note.replaceAll(origin(), 'other.example/log')}`)).status, 404);
    assert.equal((await ask('POST', '/add-checkpoint', `old 0\n\n${note.replace(/^(.*\n\d+\n)./, '$1#')}`)).status, 400);
    assert.equal((await ask('GET', '/add-checkpoint')).status, 405);
    assert.equal((await ask('GET', `/${'0'.repeat(64)}/checkpoint`)).status, 404);
    assert.equal((await ask('POST', '/add-checkpoint', 'x'.repeat(70000))).status, 413);
});

test('A line nobody asked for, or of a stranger, is refused', async () => {
    const send = async (note) => (await post.api('POST', '/log/cosign', { body: { note } })).status;
    const good = await receipt(post, 0);
    const head = good.slice(good.indexOf('\n\n') + 2);
    const line = head.match(/^— posko\.example\/w\/observer .*\n/m)[0];
    assert.equal(await send(line), 200, 'the line alone, again');
    assert.ok([403, 404].includes(await send(line.replace('observer', 'stranger'))));
    const bytes = Buffer.from(line.split(' ')[2], 'base64');
    bytes[40] ^= 1;
    assert.ok([403, 404].includes(await send(`— posko.example/w/observer ${bytes.toString('base64')}\n`)));
    assert.equal(await send('not a note'), 400);
});

test('Put back from an old copy, the server refuses to start: a witness has seen more', async () => {
    await post.stop();
    cpSync(post.dir, join(post.folder, 'older'), { recursive: true });
    await post.serve();
    puller.start({ url: door.url });
    const index = (await file(2)).json.receipt.index;
    await until(async () => (await receipt(post, index)).includes('posko.example/w/observer'));
    await until(async () => (await receipt(post, index)).includes('posko.example/w/kpu'));
    await post.stop();
    rmSync(post.dir, { recursive: true });
    cpSync(join(post.folder, 'older'), post.dir, { recursive: true });
    await assert.rejects(() => post.serve(), /this is an old copy/);
    post.exit = post.server = undefined;
});

test('... and where only a witness that pulls knows, the log stops as soon as that one comes', async () => {
    await asked.kill();
    await post.serve();
    await until(() => /went back/.test(puller.said));
    const answer = await file(3);
    assert.ok(answer.status >= 500, `a report was taken into an old copy: ${answer.status}`);
    assert.match(post.log(), /this is an old copy/);
});
