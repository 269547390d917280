/*
 * witness_kill: server, signer and witnesses are killed in the middle of their work, again and
 * again, under load. Never two heads of one size with different roots; never a receipt that was
 * given and fails later; a witness never goes back.
 *
 * Thirty times in `make test`, three hundred with POSKO_TORTURE=long. POSKO_SEED repeats the
 * choices (not what the machine does in them).
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { Post, posko } from '../flow/post.mjs';
import { doorTo, fiveWitnesses, load, pause, receipt, receiptOf, verified } from './witnesses.mjs';

const KILLS = process.env.POSKO_TORTURE === 'long' ? 300 : 30;
const SEED = Number(process.env.POSKO_SEED ?? Date.now() % 1e9);
const post = new Post({ config: 'limit.filings_per_hour = 0\n' });
const heads = new Map();  /* size -> root, from receipts, live notes and witnesses' memories */
const given = new Map();  /* index -> the leaf of a receipt that was given */
const came = new Map();   /* witness -> the largest size it remembered */
let five, busy, url, killed = { server: 0, signer: 0, witness: 0 };

let state = SEED >>> 0 || 1;
function chance(n) {
    state ^= state << 13, state >>>= 0, state ^= state >>> 17, state ^= state << 5, state >>>= 0;
    return state % n;
}

function head(size, root, where) {
    const was = heads.get(size);
    assert.ok(was === undefined || was === root, `two heads of size ${size} (${where}); seed ${SEED}`);
    heads.set(size, root);
}

/* What each witness has on disk, whole at any moment. */
function memories() {
    for (const w of five)
        for (const name of readdirSync(join(w.dir, 'seen')).filter((f) => f.endsWith('.note'))) {
            const [, size, root] = readFileSync(join(w.dir, 'seen', name), 'utf8').split('\n');
            head(Number(size), root, w.name);
        }
    for (const w of five)
        for (const name of readdirSync(join(w.dir, 'seen')).filter((f) => /^[0-9a-f]{64}$/.test(f))) {
            const [, size, root] = readFileSync(join(w.dir, 'seen', name), 'utf8').split('\n');
            head(Number(size), root, `${w.name}'s memory`);
            assert.ok(Number(size) >= (came.get(w.name) ?? 0), `${w.name} went back`);
            came.set(w.name, Number(size));
        }
}

/* The newest acknowledged reports, as their reporters would take the receipts away. */
async function takeReceipts() {
    for (const index of busy.taken.slice(-3)) {
        const text = await receipt(post, index).catch(() => undefined);
        if (!text)
            continue;
        const r = receiptOf(text);
        head(r.size, r.root, 'receipt');
        given.set(index, r.leaf);
    }
}

/* A grandchild: the server's keeper starts it. */
function signerOf(pid) {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    for (const child of children.filter(Boolean)) {
        const found = readFileSync(`/proc/${child}/cmdline`, 'latin1').includes('\0signer\0')
            ? Number(child) : signerOf(child);
        if (found)
            return found;
    }
}

async function killServer() {
    await post.stop('SIGKILL');
    await pause(chance(60));
    await post.serve();
    killed.server++;
}

async function killSigner() {
    const signer = signerOf(post.server.pid);
    if (signer)
        process.kill(signer, 'SIGKILL');
    killed.signer++;
    await pause(chance(120));
}

async function killWitness() {
    const w = five[chance(five.length)];
    await w.kill();
    await pause(chance(60));
    w.start({ url });
    killed.witness++;
}

after(async () => {
    if (busy)
        busy.over = true;
    await Promise.all(five.map((w) => w.kill()));
    await post.end();
});

test(`Killed ${KILLS} times under load, no history splits and no receipt is lost`, async () => {
    five = fiveWitnesses(post);
    await post.serve();
    /* One door that stays where it is while the server's port changes: the log's address. */
    const door = await doorTo(post);
    url = door.url;
    five.forEach((w) => w.start({ url }));
    busy = load(post, 4);
    for (let n = 0; n < KILLS; n++) {
        await pause(40 + chance(200));
        await takeReceipts();
        await [killServer, killSigner, killWitness][chance(3)]();
        memories();
    }
    for (let tries = 0; tries < 100 && (await post.api('GET', '/log/witnesses')).status !== 200; tries++)
        await pause(50);
    await pause(1500);
    await busy.stop();
    assert.ok(busy.taken.length > KILLS, `only ${busy.taken.length} reports; seed ${SEED}`);
    const policy = (await post.browser().get('/log/policy')).text;
    for (const [index, leaf] of given) {
        const text = await receipt(post, index);
        assert.ok(text, `the receipt of ${index} is gone; seed ${SEED}`);
        const r = receiptOf(text);
        assert.equal(r.leaf, leaf, `entry ${index} is another now; seed ${SEED}`);
        head(r.size, r.root, 'at the end');
    }
    for (const index of busy.taken.slice(-20))
        assert.match(verified(post, await receipt(post, index), policy), /receipt is good/);
    memories();
    door.close();
    console.log(`# ${busy.taken.length} reports, ${given.size} receipts, ${heads.size} heads, `
        + `${killed.server} servers, ${killed.signer} signers, ${killed.witness} witnesses; seed ${SEED}`);
});

test('Afterwards the whole log is as it should be, and so is a copy of it', async () => {
    const copy = five[0];
    await copy.kill();
    const policy = (await post.browser().get('/log/policy')).text;
    assert.match(policy, /^quorum agencies$/m);
    copy.point({});
    posko(['witness', copy.dir, '--once']);
    await post.stop();
    assert.match(posko(['audit', post.dir]).stdout, /Nothing wrong was found/);
    assert.match(posko(['audit', join(copy.dir, 'copy')]).stdout, /Nothing wrong was found/);
});
