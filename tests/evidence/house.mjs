/* house: what the tests of files share: a post, a report being written, bytes, their digests. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { ANSWERS, Post } from '../flow/post.mjs';

export { Post };
export const TUS = { 'Tus-Resumable': '1.0.0' };
export const OFFSET = 'application/offset+octet-stream';

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/* Bytes that are the same each time and do not repeat. */
export function bytesOf(len, seed = 'a') {
    const out = Buffer.alloc(len);
    for (let at = 0, n = 0; at < len; at += 32, n++)
        createHmac('sha256', seed).update(String(n)).digest().copy(out, at);
    return out;
}

export const someName = () => `berkas-${randomBytes(4).toString('hex')}.mp4`;

/* A person who has begun to write a report. */
export async function writer(post) {
    const browser = post.browser();
    const start = await browser.get('/lapor');
    await browser.send(start.form('/lapor'));
    return browser;
}

export const cookiesOf = (browser) => [...browser.cookies].map(([k, v]) => `${k}=${v}`).join('; ');

/* The list on the page: name, the words beside it, the digest without its blanks. */
export function filesOn(page) {
    return [...page.text.matchAll(/<div class="file">([^]*?)<\/div>/g)].map(([, html]) => ({
        name: html.match(/<b>([^<]*)<\/b>/)?.[1],
        words: html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '),
        sum: html.match(/class="mono">([^<]*)</)?.[1].replace(/ /g, ''),
    }));
}

/* The rest of a report from /lapor/cara on; gives the code and the page that showed it. */
export async function file(browser, answers = {}) {
    const all = { ...ANSWERS, ...answers };
    let page = await browser.get('/lapor/cara');
    for (let n = 0; n < 20; n++) {
        const path = page.path.split('?')[0];
        if (path === '/lapor/terima')
            break;
        page = path === '/lapor/berkas'
            ? await browser.get(page.text.match(/class="btn big" href="([^"]+)"/)[1])
            : await browser.send(page.form(path), all[path] ?? {});
        if (page.status !== 200)
            throw new Error(`${page.path}: ${page.status} ${page.words}`);
    }
    return { page, code: page.text.match(/[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}/)[0],
             number: page.words.match(/\b[A-Z]{3}-[0-9A-Z]{5}\b/)[0] };
}

/* A form with files as a browser sends it: parts in their order. */
export function multipart(parts, boundary = '----posko-uji-7f3a') {
    const out = [];
    for (const { name, file, type, body } of parts)
        out.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"`
            + (file === undefined ? '' : `; filename="${file}"`)
            + (type ? `\r\nContent-Type: ${type}` : '') + '\r\n\r\n'),
            Buffer.from(body), Buffer.from('\r\n'));
    out.push(Buffer.from(`--${boundary}--\r\n`));
    return { body: Buffer.concat(out),
             headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` } };
}

export async function sendForm(browser, path, files, { csrf, order = 'csrf first' } = {}) {
    const token = csrf ?? (await browser.get(path)).form(path).value('csrf');
    const parts = files.map((f) => ({ name: 'berkas', type: 'application/octet-stream', ...f }));
    const field = { name: 'csrf', body: token };
    const { body, headers } = multipart(order === 'csrf first' ? [field, ...parts]
                                                               : [...parts, field]);
    return browser.ask('POST', path, { body, headers });
}
