/*
 * independent: goal: programs that nobody here wrote accept the log that the real server makes,
 * at sizes around the edges of tiles, and refuse it when anything is changed. Both ways with our
 * own audit and verify beside them, so that they are no laxer.
 */
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync,
         writeFileSync } from 'node:fs';
import test, { after } from 'node:test';
import { join } from 'node:path';
import { POSKO, Post, posko, reportBody } from '../flow/post.mjs';
import { FILL, attestedShown, audit, buildGo, goGrows, goLog, goReceipt, run, scratch, sigstoreReceipt, verify,
         vkeyOf } from './judges.mjs';

const folder = scratch();
const go = buildGo(folder);
after(() => rmSync(folder, { recursive: true, force: true }));

mkdirSync(join(folder, 'post'));
mkdirSync(join(folder, 'receipts'));

const at = (...names) => join(folder, ...names.map(String));
const good = (judged, what) => assert.ok(judged.good, `${what}: ${judged.said}`);
const refused = (judged, what) => assert.ok(!judged.good, `${what} was accepted`);

function allReceiptsGood(receipts, vkey) {
    const files = readdirSync(receipts);
    assert.ok(files.length > 0);
    for (const name of files) {
        const file = join(receipts, name);
        good(goReceipt(go, file, vkey), `Go, ${name}`);
        good(sigstoreReceipt(file, vkey), `sigstore, ${name}`);
        good(verify(file, vkey), `posko verify, ${name}`);
    }
}

/* Through the writer's path, without HTTP: sizes that no server stops at. */
for (const size of [1, 2, 65537])
    test(`A log of ${size} made by the writer is accepted by all`, () => {
        const made = run(FILL, [at('post', size), String(size), at('receipts', size)].map(String));
        good(made, 'fill');
        posko(['export', 'log', at('post', size), at('log', size)]);
        const vkey = vkeyOf(readFileSync(at('log', size, 'policy'), 'utf8'));
        const go_ = goLog(go, at('log', size), vkey);
        good(go_, 'Go');
        assert.match(go_.said, new RegExp(`good: ${size} entries`));
        good(audit(at('log', size), '--key', vkey), 'posko audit');
        allReceiptsGood(at('receipts', size), vkey);
    });



/* What anybody can fetch, laid out as files, as docs/verify-us.md says. */
async function mirror(post, to, size) {
    const get = async (path) => {
        const answer = await fetch(`http://127.0.0.1:${post.port}/log/${path}`);
        assert.equal(answer.status, 200, path);
        return Buffer.from(await answer.arrayBuffer());
    };
    const put = async (path) => {
        mkdirSync(join(to, path, '..'), { recursive: true });
        writeFileSync(join(to, path), await get(path));
    };
    await put('checkpoint');
    await put('policy');
    await put('attested/days');
    for (const [day] of readFileSync(join(to, 'attested/days'), 'utf8').matchAll(/^\S+/gm))
        await put(`attested/${day}`);
    for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / 256))
        for (let n = 0; n * 256 < count; n++) {
            const width = Math.min(256, count - n * 256);
            const name = `${String(n).padStart(3, '0')}${width < 256 ? `.p/${width}` : ''}`;
            await put(`tile/${level}/${name}`);
            if (level === 0)
                await put(`tile/entries/${name}`);
        }
    return to;
}

test('A log filled by POST /api/v1/reports is accepted at 255, 256 and 257, and as it grew', async () => {
    const post = await new Post({ config: 'log.publish_minutes = 0\n' }).serve();
    try {
        const head = async () => Number((await (await fetch(
            `http://127.0.0.1:${post.port}/log/checkpoint`)).text()).split('\n')[1]);
        let vkey, older;
        await attestedShown(post);
        for (const size of [255, 256, 257]) {
            for (let now = await head(); now < size; now = await head())
                await post.api('POST', '/api/v1/reports', { body: reportBody(), expect: 201 });
            assert.equal(await head(), size);
            const to = await mirror(post, at('served', size), size);
            vkey = vkeyOf(readFileSync(join(to, 'policy'), 'utf8'));
            good(goLog(go, to, vkey), `Go, ${size}`);
            good(audit(to, '--key', vkey), `posko audit, ${size}`);
            good(audit(`http://127.0.0.1:${post.port}`, '--key', vkey), `posko audit URL, ${size}`);
            mkdirSync(at('served', `r${size}`));
            for (const index of [0, 1, 100, 254, size - 1]) {
                const text = await (await fetch(
                    `http://127.0.0.1:${post.port}/log/proof/${index}`)).text();
                writeFileSync(at('served', `r${size}`, `${index}.tlog-proof`), text);
            }
            allReceiptsGood(at('served', `r${size}`), vkey);
            if (older)
                good(goGrows(go, to, vkey, older), `Go, growth to ${size}`);
            older = join(to, 'checkpoint');
        }
    } finally {
        await post.end();
    }
});

/* ---- what must be refused ---- */

function flip(file, place) {
    const bytes = readFileSync(file);
    bytes[Math.floor(bytes.length * place)] ^= 1;
    writeFileSync(file, bytes);
}

function withCopy(change, look) {
    const copy = at('spoilt');
    cpSync(at('log', 65537), copy, { recursive: true });
    try {
        change(copy);
        look(copy);
    } finally {
        rmSync(copy, { recursive: true });
    }
}

const KINDS = ['checkpoint', 'tile/0/000', 'tile/0/256.p/1', 'tile/1/000', 'tile/1/001.p/1',
               'tile/2/000.p/1', 'tile/entries/000', 'tile/entries/128', 'tile/entries/256.p/1'];

test('One flipped bit in every kind of file is refused', () => {
    const vkey = vkeyOf(readFileSync(at('log', 65537, 'policy'), 'utf8'));
    for (const kind of KINDS) {
        if (!existsSync(at('log', 65537, kind)))
            continue;
        withCopy((copy) => flip(join(copy, kind), 0.5), (copy) => {
            refused(goLog(go, copy, vkey), `Go: ${kind} with a flipped bit`);
            const ours = audit(copy, '--key', vkey);
            refused(ours, `posko audit: ${kind} with a flipped bit`);
            assert.equal(ours.status, 1, ours.said);
        });
    }
    assert.ok(KINDS.filter((k) => existsSync(at('log', 65537, k))).length >= 7);
});

test('A missing tile or bundle is refused, and named', () => {
    const vkey = vkeyOf(readFileSync(at('log', 65537, 'policy'), 'utf8'));
    for (const [kind, name] of [['tile/0/100', /hash tile 0\/100/], ['tile/1/000', /hash tile 1\/0/],
                                ['tile/entries/007', /entries 1792 to 2047 cannot be had/]])
        withCopy((copy) => rmSync(join(copy, kind)), (copy) => {
            refused(goLog(go, copy, vkey), `Go: without ${kind}`);
            const ours = audit(copy, '--key', vkey);
            refused(ours, `posko audit: without ${kind}`);
            assert.match(ours.said, name);
        });
});

test('A receipt with any flipped bit, of another index or another log is refused', () => {
    const vkey = vkeyOf(readFileSync(at('log', 65537, 'policy'), 'utf8'));
    const other = vkeyOf(readFileSync(at('log', 2, 'policy'), 'utf8'));
    const file = at('receipts', 65537, '65535.tlog-proof'), spoilt = at('spoilt.tlog-proof');
    const text = readFileSync(file, 'utf8');

    for (const index of [0, 65534, 65536, 65537]) {
        refused(goReceipt(go, file, vkey, index), `Go: index ${index}`);
        refused(sigstoreReceipt(file, vkey, index), `sigstore: index ${index}`);
        writeFileSync(spoilt, text.replace('\nindex 65535\n', `\nindex ${index}\n`));
        refused(verify(spoilt, vkey), `posko verify: index ${index}`);
    }
    refused(goReceipt(go, file, other), 'Go: another log');
    refused(sigstoreReceipt(file, other), 'sigstore: another log');
    refused(verify(file, other), 'posko verify: another log');
    for (const place of [0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 0.97]) {
        copyFileSync(file, spoilt);
        flip(spoilt, place);
        refused(goReceipt(go, spoilt, vkey), `Go: a bit at ${place}`);
        refused(sigstoreReceipt(spoilt, vkey), `sigstore: a bit at ${place}`);
        refused(verify(spoilt, vkey), `posko verify: a bit at ${place}`);
    }
});

test('posko verify says what is proved, what is not, and how many witnesses vouch', () => {
    const policy = at('log', 65537, 'policy'), vkey = vkeyOf(readFileSync(policy, 'utf8'));
    const file = at('receipts', 65537, '256.tlog-proof');
    const { status, said } = run(POSKO, ['verify', file, '--policy', policy, '--key', vkey]);
    assert.equal(status, 0, said);
    assert.match(said, /It proves that entry 256 is in the log\n +posko\.invalid\/\S+\nas that log stood with 65537 entries, signed/);
    assert.match(said, /It does not prove that what was reported is true/);
    assert.match(said, /No witnesses are named/);
    assert.ok(said.indexOf('what happened   log.heartbeat') > said.indexOf('now that it is proved'));

    writeFileSync(at('policy'), `${readFileSync(policy, 'utf8').replace('quorum none\n', '')}` +
        'witness kpu w.example+50632091+BC1xFkK3JrBEAWJ8qfusMvXIUw+xkDzE2wIlhxeSGkiB\nquorum kpu\n');
    const provisional = run(POSKO, ['verify', file, '--policy', at('policy')]);
    assert.equal(provisional.status, 0, provisional.said);
    assert.match(provisional.said, /0 of 1 witnesses have cosigned[^]*provisional/);

    for (const wrong of [[file], [], [file, '--key'], [file, '--nonsense', 'x']])
        assert.equal(run(POSKO, ['verify', ...wrong]).status, 2, wrong.join(' '));
    writeFileSync(at('not-a-receipt'), 'hello');
    const no = run(POSKO, ['verify', at('not-a-receipt'), '--key', vkey]);
    assert.equal(no.status, 1);
    assert.match(no.said, /proves nothing: it is not a receipt file/);
});

test('Without the attested numbers that an entry names it cannot be checked: audit names the file and the place', () => {
    const from = at('served', 257), key = vkeyOf(readFileSync(join(from, 'policy'), 'utf8'));
    const lost = at('without-attested');
    cpSync(from, lost, { recursive: true });
    rmSync(join(lost, 'attested'), { recursive: true });
    const ours = audit(lost, '--key', key);
    refused(ours, 'a copy without attested numbers');
    assert.match(ours.said, new RegExp(`there is no file attested/\\d{4}-\\d\\d-\\d\\d in ${lost}: removed, or never there, or left out of this copy`));
    rmSync(lost, { recursive: true });
});

test('A list of attested numbers that the entries do not make is found', () => {
    const from = at('served', 257), key = vkeyOf(readFileSync(join(from, 'policy'), 'utf8'));
    const list = join(from, 'attested/days'), whole = readFileSync(list, 'utf8');
    const later = '2999-01-01 ' + '0'.repeat(64) + '\n';
    for (const spoilt of ['', whole.replace(/ [0-9a-f]/, ' g'), whole.replace(/[0-9a-f]{64}/, '0'.repeat(64)),
                          whole.toUpperCase(), whole.replace(/^\d{4}/, '1999'), whole + whole, later + whole,
                          whole.slice(0, -1), `${whole}\n`]) {
        writeFileSync(list, spoilt);
        const ours = audit(from, '--key', key);
        refused(ours, `the list ${spoilt}`);
        assert.match(ours.said, /attested\/days, is not the one that the log's entries make/);
    }
    writeFileSync(list, whole + later); /* of a later head */
    good(audit(from, '--key', key), 'a list that goes on');
    writeFileSync(list, whole);
});

/* A small generator, so that a failure can be had again. */
function* chances(seed) {
    for (let x = seed; ; yield x / 0x80000000)
        x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
}

test('Any damage to any file makes audit exit 1 and say something: 60 at random, seed 7', () => {
    const vkey = vkeyOf(readFileSync(at('log', 65537, 'policy'), 'utf8'));
    const from = at('served', 257), chance = chances(7), next = () => chance.next().value;
    const files = readdirSync(from, { recursive: true, withFileTypes: true })
        .filter((e) => e.isFile() && e.name !== 'policy').map((e) => join(e.path, e.name));
    const key = vkeyOf(readFileSync(join(from, 'policy'), 'utf8'));
    assert.notEqual(key, vkey);
    for (let i = 0; i < 60; i++) {
        const file = files[Math.floor(next() * files.length)], whole = readFileSync(file);
        const place = Math.floor(next() * whole.length), bytes = Buffer.from(whole);
        bytes[place] ^= 1 << Math.floor(next() * 8);
        writeFileSync(file, [bytes, whole.subarray(0, place), Buffer.concat([whole, bytes.subarray(0, 3)])][i % 3]);
        const judged = audit(from, '--key', key);
        assert.equal(judged.status, 1, `${file}, ${i}: ${judged.said}`);
        assert.match(judged.said, /WRONG:|posko:/);
        writeFileSync(file, whole);
    }
    good(audit(from, '--key', key), 'put right again');
});
