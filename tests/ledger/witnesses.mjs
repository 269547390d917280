/*
 * witnesses: what the tests of witnesses share: five of them in processes of their own, a load
 * of reports, receipts as any outsider reads them, and a forger with the log's stolen key.
 */
import { spawn } from 'node:child_process';
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { POSKO, posko, reportBody } from '../flow/post.mjs';

export const NAMES = ['propam', 'provos', 'kpu', 'bawaslu', 'kesbangpol'];
export const pause = (ms) => new Promise((r) => setTimeout(r, ms));

/* One witness: its own directory, its own process. */
export class Witness {
    constructor(post, name) {
        this.post = post;
        this.name = name;
        this.dir = join(post.folder, `saksi-${name}`);
        this.said = '';
        this.vkey = posko(['witness', this.dir, '--make', `posko.example/w/${name}`]).stdout.trim();
    }

    point({ url }) {
        writeFileSync(join(this.dir, 'policy'),
            `log ${this.post.logKey} ${url ?? `http://127.0.0.1:${this.post.port}`}\nquorum none\n`);
    }

    start({ url, every = 1 } = {}) {
        this.point({ url });
        this.process = spawn(POSKO, ['witness', this.dir, '--every', String(every), '--lang', 'en'],
                             { stdio: ['ignore', 'pipe', 'pipe'] });
        this.process.stdout.on('data', (d) => (this.said += d));
        this.process.stderr.on('data', (d) => (this.said += d));
        this.ended = new Promise((done) => this.process.on('exit', done));
    }

    async kill(signal = 'SIGKILL') {
        if (!this.process)
            return;
        this.process.kill(signal);
        await this.ended;
        this.process = undefined;
    }
}

/* Made known to the post before it serves. */
export function fiveWitnesses(post) {
    post.logKey = readFileSync(join(post.dir, 'policy'), 'utf8').match(/^log (\S+)/m)[1];
    const five = NAMES.map((name) => new Witness(post, name));
    for (const w of five)
        posko(['witness', 'add', post.dir, w.name, w.vkey]);
    return five;
}

/* Files reports until told to stop; remembers what was acknowledged. */
export function load(post, clients) {
    const it = { over: false, taken: [], refused: 0 };
    const one = async (n) => {
        for (let i = 0; !it.over; i++) {
            try {
                const got = await post.api('POST', '/api/v1/reports',
                    { body: reportBody({ what: `Laporan beban ${n}-${i} untuk saksi.` }),
                      headers: { 'Idempotency-Key': `beban-${n}-${i}` } });
                if (got.status !== 201)
                    throw new Error(String(got.status));
                it.taken.push(got.json.receipt.index);
            } catch {
                it.refused++;
                i--;
                await pause(20);
            }
        }
    };
    it.done = Promise.all(Array.from({ length: clients }, (_, n) => one(n)));
    it.stop = async () => {
        it.over = true;
        await it.done;
    };
    return it;
}

/* A receipt taken apart: its leaf, its head. */
export function receiptOf(text) {
    const [top, rest] = [text.slice(0, text.indexOf('\n\n')), text.slice(text.indexOf('\n\n') + 2)];
    const [origin, size, root] = rest.split('\n');
    return { leaf: top.match(/^extra (\S+)$/m)[1], index: Number(top.match(/^index (\d+)$/m)[1]),
             origin, size: Number(size), root, lines: rest.split('\n').filter((l) => l.startsWith('—')).length };
}

export async function receipt(post, index) {
    const answer = await post.browser().get(`/log/proof/${index}`);
    return answer.status === 200 ? answer.text : undefined;
}

/* `posko verify`: exit 0, and what it says. */
export function verified(post, text, policy) {
    const file = join(post.tmp, 'r.tlog-proof'), policyFile = join(post.tmp, 'policy');
    writeFileSync(file, text);
    writeFileSync(policyFile, policy);
    return posko(['verify', file, '--policy', policyFile]).stdout;
}

/* Whoever has log.key can sign any head: the signer's care does not bind him. */
export function forge(post, origin, size, root) {
    const skey = readFileSync(join(post.dir, 'log.key'), 'utf8').trim();
    const [, name, id, key] = skey.match(/^PRIVATE\+KEY\+(.+?)\+([0-9a-f]{8})\+(.+)$/);
    const seed = Buffer.from(key, 'base64').subarray(1);
    const pem = createPrivateKey({ key: Buffer.concat([
        Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
    const text = `${origin}\n${size}\n${root}\n`;
    const blob = Buffer.concat([Buffer.from(id, 'hex'), sign(null, Buffer.from(text), pem)]);
    return `${text}\n— ${name} ${blob.toString('base64')}\n`;
}

/* An address that stays while the server comes back on other ports. */
export function doorTo(post) {
    const server = net.createServer((near) => {
        const far = net.connect(post.port, '127.0.0.1');
        near.on('error', () => far.destroy());
        far.on('error', () => near.destroy());
        near.pipe(far).pipe(near);
    });
    return new Promise((done) => server.listen(0, '127.0.0.1', () =>
        done({ url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() })));
}
