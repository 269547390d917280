/*
 * client: goal: an unmodified tus-js-client sends files of every size over a bad line, and they
 * arrive as they are. Method: the client of npm, a proxy that cuts, the program killed between.
 */
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { Upload } from 'tus-js-client';
import { Post, bytesOf, cookiesOf, filesOn, sha256, someName, writer } from './house.mjs';

const MIB = 1 << 20;
let post;
before(async () => {
    post = await new Post({ config: 'evidence.file_mb = 3000\nevidence.report_mb = 4000\n'
                                    + 'evidence.room_mb = 1\n' }).serve();
});
after(() => post.end());

/* Passes bytes on, and closes each connection after as many as `cut` says. */
async function line(cut) {
    const open = new Set();
    const server = net.createServer((from) => {
        const to = net.connect(post.port, '127.0.0.1');
        let left = cut();
        for (const s of [from, to]) {
            open.add(s);
            s.on('error', () => {});
            s.on('close', () => open.delete(s));
        }
        from.on('close', () => to.end()); /* what was let through arrives */
        to.on('close', () => from.destroy());
        from.on('data', (d) => {
            to.write(d.subarray(0, left));
            left -= d.length;
            if (left <= 0)
                from.destroy();
        });
        to.on('data', (d) => from.write(d));
    });
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    return { port: server.address().port, close: () => {
        open.forEach((s) => s.destroy());
        server.close();
    } };
}

function send(browser, bytes, name, { port = post.port, ...more } = {}) {
    return new Promise((done, fail) => {
        const upload = new Upload(bytes, {
            endpoint: `http://127.0.0.1:${port}/unggah`,
            headers: { Cookie: cookiesOf(browser) },
            metadata: { filename: name, filetype: 'video/mp4' },
            retryDelays: Array(200).fill(100),
            onSuccess: () => done(upload),
            onError: fail, ...more });
        upload.start();
    });
}

async function arrived(browser, bytes, name) {
    const found = filesOn(await browser.get('/lapor/berkas')).find((f) => f.name === name);
    assert.ok(found, `${name} is not in the list`);
    assert.equal(found.sum, sha256(bytes), name);
}

const SIZES = { '0 bytes': 0, '1 byte': 1, '1 MiB - 1': MIB - 1, '1 MiB': MIB, '1 MiB + 1': MIB + 1,
                '64 MiB': 64 * MIB };
for (const [words, size] of Object.entries(SIZES))
    test(`${words} arrive whole`, async () => {
        const browser = await writer(post), bytes = bytesOf(size, words);
        for (const more of [{}, { uploadDataDuringCreation: true, chunkSize: 5 * MIB }]) {
            if (size > 2 * MIB && more.chunkSize)
                continue;
            const name = someName();
            await send(browser, bytes, name, more);
            await arrived(browser, bytes, name);
        }
    });

test('2 GiB arrive whole', { skip: process.env.POSKO_EVIDENCE !== 'long' }, async () => {
    const browser = await writer(post), bytes = Buffer.alloc(2048 * MIB, bytesOf(MIB)), name = someName();
    await send(browser, bytes, name);
    await arrived(browser, bytes, name);
});

test('A line that is cut fifty times at random', async () => {
    const browser = await writer(post), bytes = bytesOf(24 * MIB, 'cut'), name = someName();
    let cuts = 0;
    const bad = await line(() => cuts++ < 50 ? 500 + Math.floor(Math.random() * 500000) : Infinity);
    await send(browser, bytes, name, { port: bad.port });
    bad.close();
    assert.ok(cuts > 50, `only ${cuts} connections`);
    await arrived(browser, bytes, name);
});

test('A server that is killed and started again', async () => {
    const browser = await writer(post), bytes = bytesOf(8 * MIB, 'kill'), name = someName();
    let at = await line(() => 3 * MIB);
    const first = await new Promise((done) => {
        const upload = new Upload(bytes, {
            endpoint: `http://127.0.0.1:${at.port}/unggah`, headers: { Cookie: cookiesOf(browser) },
            metadata: { filename: name }, chunkSize: MIB, retryDelays: null,
            onChunkComplete: (_, sent) => sent >= 2 * MIB && done(upload), onError: () => {} });
        upload.start();
    });
    await post.stop('SIGKILL');
    at.close();
    await post.serve();
    const where = new URL(first.url).pathname;
    await send(browser, bytes, name, { uploadUrl: `http://127.0.0.1:${post.port}${where}` });
    await arrived(browser, bytes, name);
});

test('What the client ends is gone', async () => {
    const browser = await writer(post), name = someName();
    const upload = await send(browser, bytesOf(100), name);
    await Upload.terminate(upload.url, { headers: { Cookie: cookiesOf(browser) } });
    assert.equal(filesOn(await browser.get('/lapor/berkas')).some((f) => f.name === name), false);
});
