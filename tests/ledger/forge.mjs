/*
 * forge: an insider with root and the log's own key: makes a new log of altered leaves, hashed and
 * signed as well as the real one. What nobody but the agencies can make, he cannot.
 */
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const sha = (...parts) => parts.reduce((h, p) => h.update(p), createHash('sha256')).digest();
export const leafHash = (text) => sha(Buffer.from([0]), text);
const node = (l, r) => sha(Buffer.from([1]), l, r);

/* MTH as RFC 6962 2.1 defines it. */
function root(hashes) {
    if (hashes.length === 1)
        return hashes[0];
    let k = 1;
    while (k * 2 < hashes.length)
        k *= 2;
    return node(root(hashes.slice(0, k)), root(hashes.slice(k)));
}

const place = (n, width) => `${String(n).padStart(3, '0')}${width < 256 ? `.p/${width}` : ''}`;

/* The leaves of a folder of static files, as text. */
export function leavesOf(folder) {
    const size = Number(readFileSync(join(folder, 'checkpoint'), 'utf8').split('\n')[1]);
    const leaves = [];
    for (let n = 0; n * 256 < size; n++) {
        let rest = readFileSync(join(folder, 'tile/entries', place(n, Math.min(256, size - n * 256))));
        for (; rest.length; rest = rest.subarray(2 + rest.readUInt16BE(0)))
            leaves.push(rest.subarray(2, 2 + rest.readUInt16BE(0)).toString());
    }
    return leaves;
}

function put(folder, name, bytes) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
}

/* key: the text of log.key. Up to 65,536 leaves. */
export function forgeLog(folder, leaves, key) {
    const hashes = leaves.map(leafHash);
    if (existsSync(join(folder, 'tile')))
        rmSync(join(folder, 'tile'), { recursive: true });
    for (let level = 0, row = hashes; row.length; level++) {
        const above = [];
        for (let n = 0; n * 256 < row.length; n++) {
            const part = row.slice(n * 256, n * 256 + 256);
            put(folder, `tile/${level}/${place(n, part.length)}`, Buffer.concat(part));
            if (part.length === 256)
                above.push(root(part));
        }
        row = above;
    }
    for (let n = 0; n * 256 < leaves.length; n++) {
        const part = leaves.slice(n * 256, n * 256 + 256).map((text) => {
            const bytes = Buffer.from(text), length = Buffer.alloc(2);
            length.writeUInt16BE(bytes.length);
            return Buffer.concat([length, bytes]);
        });
        put(folder, `tile/entries/${place(n, part.length)}`, Buffer.concat(part));
    }
    /* PRIVATE+KEY+NAME+ID+base64(type, seed) */
    const [, name, id, secret] = key.trim().match(/^PRIVATE\+KEY\+(.+?)\+([0-9a-f]{8})\+(.+)$/);
    const seed = Buffer.from(secret, 'base64').subarray(1);
    const signer = createPrivateKey({ format: 'der', type: 'pkcs8',
        key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]) });
    const text = `${name}\n${leaves.length}\n${root(hashes).toString('base64')}\n`;
    const line = Buffer.concat([Buffer.from(id, 'hex'), sign(null, Buffer.from(text), signer)]);
    put(folder, 'checkpoint', `${text}\n\u2014 ${name} ${line.toString('base64')}\n`);
    rmSync(join(folder, 'statistics.json'), { force: true });
}

/* A leaf's fields; facts and keys as lists. */
export function fields(leaf) {
    const all = { fact: [], key: [] };
    for (const line of leaf.trimEnd().split('\n').slice(1)) {
        const [name, ...value] = line.split(' ');
        if (name in all && Array.isArray(all[name]))
            all[name].push(value);
        else
            all[name] = value.join(' ');
    }
    return all;
}

/* The later leaves of a case linked anew, as far as no signature stands in the way: all of it. */
export function relink(leaves, tag) {
    let seq = 0, prev = '-';
    return leaves.map((leaf) => {
        if (fields(leaf).case !== tag)
            return leaf;
        const made = leaf.replace(/\nseq \d+\nprev \S+\n/, `\nseq ${seq}\nprev ${prev}\n`);
        prev = leafHash(made).toString('base64');
        seq++;
        return made;
    });
}
