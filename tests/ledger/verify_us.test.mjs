/*
 * verify_us: goal: a journalist who copies the boxes of docs/verify-us.md into a terminal finds a
 * good log good, and is told when it is not. The boxes are taken out of the page as they stand.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import test, { after, before } from 'node:test';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Post, reportBody } from '../flow/post.mjs';
import { attestedShown, scratch, vkeyOf } from './judges.mjs';

const page = readFileSync(fileURLToPath(new URL('../../docs/verify-us.md', import.meta.url)), 'utf8');
const boxes = [...page.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, box]) => box);
const folder = scratch();
let post, key, turn = 0;

before(async () => {
    post = await new Post({ config: 'log.publish_minutes = 0\n' }).serve();
    for (let i = 0; i < 270; i++)
        await post.api('POST', '/api/v1/reports', { body: reportBody(), expect: 201 });
    await attestedShown(post);
    key = vkeyOf(await (await fetch(`http://127.0.0.1:${post.port}/log/policy`)).text());
});
after(async () => {
    await post.end();
    rmSync(folder, { recursive: true, force: true });
});

/* All boxes in one shell, which stops at the first that fails. */
async function follow(port, { vkey = key } = {}) {
    const place = join(folder, String(turn++));
    mkdirSync(place);
    writeFileSync(join(place, 'page.sh'), boxes.join('\n'));
    const shell = spawn('bash', ['-euo', 'pipefail', 'page.sh'], { cwd: place,
        env: { ...process.env, POST: `http://127.0.0.1:${port}`, KEY: vkey, LC_ALL: 'C.UTF-8' } });
    let said = '';
    shell.stdout.on('data', (d) => { said += d; });
    shell.stderr.on('data', (d) => { said += d; });
    return { status: await new Promise((done) => shell.on('close', done)), said };
}

/* The same post, but one answer is changed on the way. */
async function throughLiar(change, look) {
    const liar = http.createServer(async (asked, answer) => {
        const real = await fetch(`http://127.0.0.1:${post.port}${asked.url}`);
        const body = change(asked.url, Buffer.from(await real.arrayBuffer()));
        answer.writeHead(real.status);
        answer.end(body);
    });
    await new Promise((done) => liar.listen(0, '127.0.0.1', done));
    try {
        await look(await follow(liar.address().port));
    } finally {
        liar.close();
    }
}

test('Every box of the page works on a good log', async () => {
    assert.ok(boxes.length >= 8, `${boxes.length} boxes`);
    const { status, said } = await follow(post.port);
    assert.equal(status, 0, said);
    assert.match(said, /Signature Verified Successfully/);
    assert.match(said, /\d+ entries make +(\S+)\nthe head says +\1\n/);
    assert.match(said, /report\.received +published +270 +counted +270/);
    assert.match(said, /^attested\/\d{4}-\d\d-\d\d: OK$/m);
    assert.match(said, /Entry 0 is in the log of \d+ entries/);
    assert.match(said, /An act of \w+\nSignature Verified Successfully|No agency has acted yet/);
});

test('Another key than the board\'s is refused at the head', async () => {
    const { status, said } = await follow(post.port,
        { vkey: key.replace(/^([^+]+\+[^+]+\+).*$/, `$1${Buffer.alloc(33, 1).toString('base64')}`) });
    assert.notEqual(status, 0);
    assert.match(said, /Signature Verification Failure/);
});

test('An altered entry is found', () => throughLiar(
    (url, body) => url.includes('/tile/entries/000')
        ? Buffer.from(body.toString('latin1').replace('report.received', 'report.recei\u0057ed'), 'latin1') : body,
    ({ status, said }) => {
        assert.notEqual(status, 0);
        assert.match(said, /NOT THE SAME: entries were altered or removed/);
    }));

test('A wrong number is found', () => throughLiar(
    (url, body) => url.endsWith('/statistics')
        ? Buffer.from(body.toString().replace('"report.received":270', '"report.received":27')) : body,
    ({ status, said }) => {
        assert.notEqual(status, 0);
        assert.match(said, /A WRONG NUMBER IS PUBLISHED/);
    }));

test('An altered text of attested numbers is found', () => throughLiar(
    (url, body) => url.includes('/log/attested/')
        ? Buffer.from(body.toString().replace(/\ncases (\d+)\n/, '\ncases 1$1\n')) : body,
    ({ status, said }) => {
        assert.notEqual(status, 0);
        assert.match(said, /attested\/\S+: FAILED/);
    }));

test('A false receipt is found', () => throughLiar(
    (url, body) => url.includes('/log/proof/')
        ? Buffer.from(body.toString().replace('\nindex 0\n', '\nindex 1\n')) : body,
    ({ status, said }) => {
        assert.notEqual(status, 0);
        assert.match(said, /THE RECEIPT IS FALSE/);
    }));
