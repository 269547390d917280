/*
 * judges: the programs that check our log: Go's sumdb library (Debian), @sigstore/verify (npm),
 * and our own audit and verify. Each says true for good and false for refused.
 */
import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { POSKO } from '../flow/post.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
/* @sigstore/verify shows these two by path only. */
const require = createRequire(import.meta.url);
const sigstore = join(here('node_modules'), '@sigstore/verify/dist/tlog');
const { verifyCheckpoint } = require(join(sigstore, 'checkpoint.js'));
const { verifyMerkleInclusion } = require(join(sigstore, 'merkle.js'));

export const FILL = join(process.env.LEDGER_BIN ?? here('../../build/tests/ledger'), 'ledger_fill');

export function scratch() {
    return mkdtempSync(join(tmpdir(), 'posko-ledger-'));
}

/* Debian's sources stand in /usr/share/gocode: no module is fetched. */
export function buildGo(folder) {
    const out = join(folder, 'ledgercheck');
    mkdirSync(join(folder, 'gopath/src'), { recursive: true });
    const ran = spawnSync('go', ['build', '-o', out, here('go/main.go')], {
        encoding: 'utf8',
        env: { ...process.env, GO111MODULE: 'off', GOFLAGS: '', GOCACHE: join(folder, 'gocache'),
               GOPATH: `${join(folder, 'gopath')}:/usr/share/gocode` },
    });
    if (ran.status !== 0)
        throw new Error(`go build: ${ran.stderr}`);
    return out;
}

export function run(program, args) {
    const ran = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 << 20 });
    return { good: ran.status === 0, status: ran.status, said: ran.stdout + ran.stderr };
}

export const goLog = (go, folder, vkey) => run(go, ['log', folder, vkey]);
export const goGrows = (go, folder, vkey, older) => run(go, ['grows', folder, vkey, older]);
export const goReceipt = (go, file, vkey, index = '') => run(go, ['receipt', file, vkey, String(index)]);
export const audit = (where, ...more) => run(POSKO, ['audit', where, ...more]);
export const verify = (file, vkey) => run(POSKO, ['verify', file, '--key', vkey]);

export function vkeyOf(policy) {
    return policy.match(/^log (\S+)/m)[1];
}

/* A receipt's parts, read as c2sp.org/tlog-proof says. */
export function receiptOf(text) {
    const [top, ...rest] = text.split('\n\n');
    const lines = top.split('\n');
    if (lines[0] !== 'c2sp.org/tlog-proof@v1' || !lines[1].startsWith('extra '))
        throw new Error('not a receipt');
    return { entry: Buffer.from(lines[1].slice(6), 'base64'), index: lines[2].slice(6),
             hashes: lines.slice(3).map((h) => Buffer.from(h, 'base64')), note: rest.join('\n\n') };
}

/* What sigstore takes for its own: key id, name, public key; entry with its proof. */
export function sigstoreReceipt(file, vkey, index) {
    try {
        const r = receiptOf(readFileSync(file, 'utf8'));
        const [, name, , key] = vkey.match(/^(.*?)\+(.{8})\+(.*)$/);
        const raw = Buffer.from(key, 'base64'); /* type byte, then the key */
        const id = createHash('sha256').update(`${name}\n`).update(raw).digest();
        const publicKey = createPublicKey({ format: 'der', type: 'spki',
            key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw.subarray(1)]) });
        const entry = { canonicalizedBody: r.entry,
            inclusionProof: { logIndex: String(index ?? r.index), hashes: r.hashes,
                              checkpoint: { envelope: r.note } } };
        const head = verifyCheckpoint(entry, [{ logID: id, baseURL: name, publicKey }]);
        verifyMerkleInclusion(entry, head);
        return { good: head.origin === name, said: '' };
    } catch (e) {
        return { good: false, said: String(e) };
    }
}

/* The first table of attested numbers is counted beside the server's start: it comes when it comes. */
export async function attestedShown(post) {
    for (let tries = 0; tries < 200; tries++) {
        const days = await fetch(`http://127.0.0.1:${post.port}/log/attested/days`);
        if (days.status !== 200)
            throw new Error(`/log/attested/days answers ${days.status}`);
        if (await days.text())
            return;
        await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error('no attested numbers within ten seconds');
}
