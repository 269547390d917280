/*
 * wire: goal: every MUST of tus 1.0.0 (the protocol's page, and what it leaves to the server).
 * Method: requests by hand against the real program.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { OFFSET, Post, TUS, bytesOf, cookiesOf, writer } from './house.mjs';

let post, who;
before(async () => {
    post = await new Post({ config: 'evidence.file_mb = 2\nevidence.report_mb = 5\n'
                                    + 'evidence.files = 4\nevidence.room_mb = 1\n' }).serve();
    who = await writer(post);
});
after(() => post.end());

const b64 = (text) => Buffer.from(text).toString('base64');

async function create(length, headers = {}, browser = who) {
    const answer = await browser.ask('POST', '/unggah', { body: '', headers: {
        ...TUS, 'Upload-Length': String(length), ...headers } });
    return { answer, at: answer.headers.location };
}

const head = (at, browser = who) => browser.ask('HEAD', at, { headers: TUS });
const patch = (at, offset, body, headers = {}, browser = who) =>
    browser.ask('PATCH', at, { body, headers: { ...TUS, 'Content-Type': OFFSET,
        'Upload-Offset': String(offset), ...headers } });
const remove = (at) => who.ask('DELETE', at, { headers: TUS });

/* A fresh upload of ten bytes, taken away again afterwards. */
async function with_ten(act) {
    const { answer, at } = await create(10);
    assert.equal(answer.status, 201, answer.text);
    await act(at);
    await remove(at);
}

async function offset_is(at, n) {
    assert.equal((await head(at)).headers['upload-offset'], String(n));
}

test('OPTIONS tells what is there, whatever version is asked for', async () => {
    for (const headers of [{}, { 'Tus-Resumable': '0.2.2' }]) {
        const answer = await who.ask('OPTIONS', '/unggah', { headers });
        assert.equal(answer.status, 204);
        assert.equal(answer.headers['tus-version'], '1.0.0');
        assert.deepEqual(answer.headers['tus-extension'].split(',').sort(),
            ['checksum', 'creation', 'creation-with-upload', 'expiration', 'termination']);
        assert.ok(answer.headers['tus-checksum-algorithm'].split(',').includes('sha1'));
        assert.equal(answer.headers['tus-max-size'], String(2 << 20));
    }
});

test('Another version, or none, is 412 with ours, and nothing is done', () => with_ten(async (at) => {
    for (const version of ['0.2.2', '1.0.1', undefined]) {
        const v = { 'Tus-Resumable': version };
        if (!version)
            delete v['Tus-Resumable'];
        const asks = [['POST', '/unggah', { 'Upload-Length': '5' }],
                      ['PATCH', at, { 'Content-Type': OFFSET, 'Upload-Offset': '0' }],
                      ['HEAD', at, {}], ['DELETE', at, {}]];
        for (const [method, path, more] of asks) {
            const answer = await who.ask(method, path, { headers: { ...v, ...more },
                body: method === 'PATCH' ? 'abc' : undefined });
            assert.equal(answer.status, 412, `${method} ${version}`);
            assert.equal(answer.headers['tus-version'], '1.0.0');
        }
    }
    await offset_is(at, 0);
}));

test('HEAD tells where it stands, is not stored, and echoes the metadata as sent', async () => {
    const meta = `filename ${b64('Rapat warga.mp4')},filetype ${b64('video/mp4')},empty`;
    const { at } = await create(10, { 'Upload-Metadata': meta });
    const answer = await head(at);
    assert.ok([200, 204].includes(answer.status));
    assert.equal(answer.headers['upload-offset'], '0');
    assert.equal(answer.headers['upload-length'], '10');
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['upload-metadata'], meta);
    assert.equal(answer.headers['tus-resumable'], '1.0.0');
    await patch(at, 0, bytesOf(10));
    await offset_is(at, 10); /* also when it is complete */
    await remove(at);
});

test('Unknown, malformed and another person\'s are all 404, without an offset', () =>
    with_ten(async (at) => {
        const other = await writer(post);
        for (const [path, browser] of [['/unggah/' + '0'.repeat(32), who], ['/unggah/x', who],
                                       [at, other], [at, post.browser()]]) {
            for (const answer of [await head(path, browser),
                                  await patch(path, 0, 'abc', {}, browser),
                                  await browser.ask('DELETE', path, { headers: TUS })]) {
                assert.equal(answer.status, 404, `${answer.method} ${path}`);
                assert.equal(answer.headers['upload-offset'], undefined);
            }
        }
        await offset_is(at, 0);
    }));

test('PATCH: 204 with the new offset and when it expires; the last without', () =>
    with_ten(async (at) => {
        const first = await patch(at, 0, bytesOf(4));
        assert.equal(first.status, 204);
        assert.equal(first.headers['upload-offset'], '4');
        assert.ok(Date.parse(first.headers['upload-expires']) > Date.now() + 23 * 3600e3);
        const last = await patch(at, 4, bytesOf(6));
        assert.equal(last.headers['upload-offset'], '10');
    }));

test('PATCH at another offset is 409, and changes nothing', () => with_ten(async (at) => {
    await patch(at, 0, bytesOf(4));
    for (const wrong of [0, 3, 5, 10, 999])
        assert.equal((await patch(at, wrong, 'abc')).status, 409);
    await offset_is(at, 4);
}));

test('PATCH of another type is 415; an offset that is no number 400; too much 413', () =>
    with_ten(async (at) => {
        for (const type of ['application/octet-stream', 'text/plain', ''])
            assert.equal((await patch(at, 0, 'abc', { 'Content-Type': type })).status, 415);
        for (const offset of ['-1', 'x', '', '1.5', '99999999999999999999'])
            assert.equal((await patch(at, 0, 'abc', { 'Upload-Offset': offset })).status, 400,
                         offset);
        assert.equal((await patch(at, 0, bytesOf(11))).status, 413);
    }));

test('POST: a length or nothing; too long is 413 with its reason', async () => {
    for (const length of ['-1', 'x', '', '1.5'])
        assert.equal((await create(length)).answer.status, 400, length);
    const deferred = await who.ask('POST', '/unggah', { body: '', headers: {
        ...TUS, 'Upload-Defer-Length': '1' } }); /* creation-defer-length is not offered */
    assert.equal(deferred.status, 400);
    const { answer } = await create((2 << 20) + 1);
    assert.equal(answer.status, 413);
    assert.equal(answer.headers['posko-refused'], 'file_large');
    const stranger = await create(10, {}, post.browser());
    assert.equal(stranger.answer.status, 404); /* nobody's draft */
});

test('A made-up cookie is nobody\'s draft', async () => {
    const liar = post.browser();
    for (const [name, value] of who.cookies)
        liar.cookies.set(name, value.replace(/^.{4}/, 'abcd'));
    assert.equal((await create(10, {}, liar)).answer.status, 404);
});

test('Metadata with a key twice, without a key, or not base64 is 400', async () => {
    for (const meta of ['a YQ==,a YQ==', 'a YQ==, YQ==,', 'a ***', 'a YQ', 'a YQ==,,b YQ=='])
        assert.equal((await create(1, { 'Upload-Metadata': meta })).answer.status, 400, meta);
});

test('A length of 0 is complete at once', async () => {
    const { answer, at } = await create(0);
    assert.equal(answer.status, 201);
    await offset_is(at, 0);
    assert.equal((await who.get('/lapor/berkas')).words.includes('Diterima utuh'), true);
    await remove(at);
});

test('Creation with upload takes the first bytes, and says how many', async () => {
    const body = bytesOf(10).subarray(0, 7);
    const { answer, at } = await (async () => {
        const answer = await who.ask('POST', '/unggah', { body, headers: {
            ...TUS, 'Upload-Length': '10', 'Content-Type': OFFSET } });
        return { answer, at: answer.headers.location };
    })();
    assert.equal(answer.status, 201);
    assert.equal(answer.headers['upload-offset'], '7');
    await offset_is(at, 7);
    await remove(at);
    const wrong = await who.ask('POST', '/unggah', { body, headers: {
        ...TUS, 'Upload-Length': '10', 'Content-Type': 'text/plain' } });
    assert.equal(wrong.status, 415);
});

test('A checksum that does not hold is 460 and the bytes are gone; an unknown one 400', () =>
    with_ten(async (at) => {
        const body = bytesOf(10).subarray(0, 5);
        const sum = (alg, of = body) => `${alg} ${createHash(alg).update(of).digest('base64')}`;
        for (const alg of ['sha1', 'sha256']) {
            const bad = await patch(at, 0, body, { 'Upload-Checksum': sum(alg, 'anders') });
            assert.equal(bad.status, 460);
            await offset_is(at, 0);
        }
        assert.equal((await patch(at, 0, body, { 'Upload-Checksum': sum('md5') })).status, 400);
        assert.equal((await patch(at, 0, body, { 'Upload-Checksum': 'sha1 x' })).status, 400);
        assert.equal((await patch(at, 0, body, { 'Upload-Checksum': sum('sha1') })).status, 204);
        assert.equal((await patch(at, 5, body, { 'Upload-Checksum': sum('sha256') })).status, 204);
        await offset_is(at, 10);
    }));

test('DELETE ends it; afterwards it is not there', async () => {
    const { at } = await create(10);
    assert.equal((await remove(at)).status, 204);
    assert.equal((await remove(at)).status, 404);
    assert.equal((await head(at)).status, 404);
    assert.equal((await patch(at, 0, 'abc')).status, 404);
});

test('X-HTTP-Method-Override is the method', () => with_ten(async (at) => {
    const over = (method, more = {}, body = '') => who.ask('POST', at, { body,
        headers: { ...TUS, 'X-HTTP-Method-Override': method, ...more } });
    assert.equal((await over('HEAD')).headers['upload-offset'], '0');
    const patched = await over('PATCH', { 'Content-Type': OFFSET, 'Upload-Offset': '0' }, 'abcd');
    assert.equal(patched.status, 204);
    assert.equal(patched.headers['upload-offset'], '4');
    await offset_is(at, 4);
    assert.equal((await over('DELETE')).status, 204);
    assert.equal((await head(at)).status, 404);
    /* and nowhere else */
    const page = await who.ask('POST', '/lapor', { body: '', headers: {
        'X-HTTP-Method-Override': 'GET' } });
    assert.notEqual(page.status, 200);
}));

test('From another site nothing is taken', async () => {
    for (const headers of [{ Origin: 'https://lain.example' }, { 'Sec-Fetch-Site': 'cross-site' }])
        assert.equal((await create(10, headers)).answer.status, 403);
});

test('Many files, or too much together, are refused by name', async () => {
    const made = [];
    for (let n = 0; n < 2; n++)
        made.push((await create(2 << 20)).at);
    let { answer } = await create(2 << 20);
    assert.equal(answer.status, 413);
    assert.equal(answer.headers['posko-refused'], 'together_large');
    made.push((await create(1)).at, (await create(1)).at);
    ({ answer } = await create(1));
    assert.equal(answer.headers['posko-refused'], 'too_many');
    for (const at of made)
        await remove(at);
});

test('A line that is cut keeps what came, and the rest follows', async () => {
    const all = bytesOf(900000), half = 500000;
    const { at } = await create(all.length);
    await new Promise((done) => {
        const socket = net.connect(post.port, '127.0.0.1');
        socket.write(`PATCH ${at} HTTP/1.1\r\nHost: 127.0.0.1:${post.port}\r\n`
            + `Cookie: ${cookiesOf(who)}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n`
            + `Content-Type: ${OFFSET}\r\nContent-Length: ${all.length}\r\n\r\n`);
        socket.write(all.subarray(0, half), () => setTimeout(() => {
            socket.destroy();
            done();
        }, 300));
    });
    let offset = 0;
    for (let n = 0; n < 100 && offset === 0; n++) {
        offset = Number((await head(at)).headers['upload-offset']);
        await new Promise((r) => setTimeout(r, 20));
    }
    assert.equal(offset, half);
    assert.equal((await patch(at, offset, all.subarray(offset))).status, 204);
    await remove(at);
});
