/*
 * post: a real post on a real port, and the people who use it: citizens and officers
 * who see nothing but HTTP. No npm package, nothing of the program but its binary.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync,
         writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

export const POSKO = process.env.POSKO ?? fileURLToPath(new URL('../../build/posko', import.meta.url));
export const OWN_PASSWORD = 'tirai biru di jendela kamar';
export const AGENCIES = ['propam', 'provos-tni', 'kpu', 'bawaslu', 'kesbangpol'];

/* One command of the program; fails loudly unless the exit is what was expected. */
export function posko(args, { input = '', status = 0 } = {}) {
    const ran = spawnSync(POSKO, args, { input, encoding: 'utf8', maxBuffer: 64 << 20 });
    if (ran.status !== status)
        throw new Error(`posko ${args.join(' ')}: exit ${ran.status}\n${ran.stderr}`);
    return ran;
}

/* Slips as init and officer add print them. */
export function slipsOf(text) {
    return [...text.matchAll(/login +(\S+)\n +password +(\S+)\n +second factor +(\S+)/g)]
        .map(([, login, password, secret]) => ({ login, password, secret }));
}

function base32(text) {
    let bits = '';
    for (const c of text)
        bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0');
    return Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
}

/* RFC 6238, 30 s, six digits. step: -1, 0, 1 around now. */
export function totp(secret, step = 0, now = Date.now()) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(now / 30000) + step));
    const mac = createHmac('sha1', base32(secret)).update(counter).digest();
    const at = mac[19] & 15;
    return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}

export class Post {
    /* config: lines for posko.conf. where: a folder that outlives this object. headers: what
     * every browser of this post sends. */
    constructor({ config = '', headers = {},
                  folder = mkdtempSync(join(tmpdir(), 'posko-flow-')) } = {}) {
        this.folder = folder;
        this.headers = headers;
        this.dir = join(folder, 'post');
        this.tmp = join(folder, 'tmp');
        mkdirSync(this.tmp, { recursive: true });
        if (existsSync(this.dir))
            return;
        const args = ['init', this.dir];
        if (config) {
            writeFileSync(join(folder, 'init.conf'), config);
            args.push('--config', join(folder, 'init.conf'));
        }
        this.slips = Object.fromEntries(slipsOf(posko(args).stdout).map((s) => [s.login, s]));
    }

    /* Resolves when it answers; the logs are files, as an operator's would be. */
    async serve() {
        const out = join(this.folder, 'serve.out'), err = join(this.folder, 'serve.err');
        const fds = [openSync(out, 'w'), openSync(err, 'a')];
        this.server = spawn(POSKO, ['serve', this.dir, '--listen', '127.0.0.1:0'],
                            { stdio: ['ignore', ...fds], env: { ...process.env, TMPDIR: this.tmp } });
        fds.forEach(closeSync);
        this.ended = new Promise((done) => this.server.on('exit', (code, signal) => {
            this.exit = { code, signal };
            done(this.exit);
        }));
        for (let tries = 0; tries < 1000; tries++) {
            const said = readFileSync(out, 'utf8').match(/http:\/\/127\.0\.0\.1:(\d+)/);
            if (said) {
                this.port = Number(said[1]);
                return this;
            }
            if (this.exit)
                throw new Error(`the server ended: ${readFileSync(err, 'utf8')}`);
            await new Promise((r) => setTimeout(r, 5));
        }
        throw new Error('the server does not answer');
    }

    async stop(signal = 'SIGTERM') {
        if (this.exit || !this.server)
            return this.exit;
        this.server.kill(signal);
        const exit = await this.ended;
        this.server = this.exit = undefined;
        return exit;
    }

    async end() {
        await this.stop();
        rmSync(this.folder, { recursive: true, force: true });
    }

    log() {
        return readFileSync(join(this.folder, 'serve.err'), 'utf8');
    }

    browser(headers = {}) {
        return new Browser(this, { ...this.headers, ...headers });
    }

    /* Another officer of the agency of `colleague`. */
    addOfficer(login, name, colleague) {
        const { password } = this.slips[colleague];
        const ran = posko(['officer', 'add', this.dir, login, name, '--by', colleague],
                          { input: `${password}\n` });
        return (this.slips[login] = slipsOf(ran.stdout)[0]);
    }

    /* Signed in at the desk. A code is good for one use: ask for the same officer thrice at most. */
    async officer(login) {
        const slip = this.slips[login];
        const browser = this.browser();
        slip.step = (slip.step ?? -2) + 1;
        const door = await browser.get('/meja/masuk');
        const answer = await browser.submit(door.form('/meja/masuk'),
            { login, password: slip.password, totp: totp(slip.secret, slip.step) });
        if (answer.status !== 303)
            throw new Error(`${login} is not let in: ${answer.status}\n${answer.text}`);
        browser.login = login;
        if (!slip.own)
            await this.firstSteps(browser, slip);
        return browser;
    }

    /* Who came with a slip chooses a password and sets up an app of his own. */
    async firstSteps(browser, slip) {
        const page = await browser.get('/meja');
        slip.own = true;
        if (!page.path.startsWith('/meja/mulai'))
            return;
        const secret = page.text.match(/id="rahasia">([A-Z2-7]+)</)[1];
        const answer = await browser.submit(page.form('/meja/mulai'), { fresh: OWN_PASSWORD,
            twice: OWN_PASSWORD, totp: totp(secret, -1), password_again: slip.password });
        if (answer.status !== 200 || !answer.words.includes('Slip pemulihan'))
            throw new Error(`the first steps were not taken: ${answer.status}\n${answer.text}`);
        slip.recovery = [...answer.text.matchAll(/<li class="mono">([^<]+)</g)].map(([, s]) => s);
        Object.assign(slip, { password: OWN_PASSWORD, secret, step: -1 });
    }

    /* One answer's JSON; throws unless the status is the expected one. */
    async api(method, path, { body, code, headers = {}, expect } = {}) {
        const sent = { ...headers };
        if (code)
            sent.Authorization = `Receipt ${code}`;
        if (body !== undefined)
            sent['Content-Type'] = 'application/json';
        const answer = await this.browser().ask(method, path,
            { body: body === undefined ? undefined : JSON.stringify(body), headers: sent });
        if (expect && answer.status !== expect)
            throw new Error(`${method} ${path}: ${answer.status}\n${answer.text}`);
        answer.json = answer.text && /json/.test(answer.headers['content-type'])
            ? JSON.parse(answer.text) : undefined;
        return answer;
    }

    /* Bytes in, bytes out, on a connection of their own. */
    raw(bytes, { wait = 700, part } = {}) {
        return new Promise((done) => {
            const socket = net.connect(this.port, '127.0.0.1');
            const got = [];
            const over = () => {
                socket.destroy();
                done(Buffer.concat(got).toString('latin1'));
            };
            const timer = setTimeout(over, wait);
            socket.on('data', (d) => got.push(d));
            socket.on('close', () => {
                clearTimeout(timer);
                over();
            });
            socket.on('error', () => {});
            socket.write(bytes, 'latin1');
            if (part)
                socket.end();
        });
    }
}

/* A person at a browser without script: cookies, pages, forms. */
export class Browser {
    constructor(post, headers) {
        this.post = post;
        this.headers = headers;
        this.cookies = new Map();
    }

    ask(method, path, { body, headers = {} } = {}) {
        const sent = { ...this.headers, ...headers };
        if (this.cookies.size && sent.Cookie === undefined)
            sent.Cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
        if (body !== undefined)
            sent['Content-Length'] = Buffer.byteLength(body);
        return new Promise((done, fail) => {
            const req = http.request({ host: '127.0.0.1', port: this.post.port, method, path,
                                       headers: sent, agent: false }, (res) => {
                const parts = [];
                res.on('data', (d) => parts.push(d));
                res.on('error', fail);
                res.on('end', () => {
                    this.keep(res.headers['set-cookie'] ?? []);
                    const bytes = Buffer.concat(parts);
                    done(new Answer(method, path, res,
                        res.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes));
                });
            });
            req.setTimeout(20000, () => req.destroy(new Error(`${method} ${path}: no answer`)));
            req.on('error', fail);
            req.end(body);
        });
    }

    keep(lines) {
        for (const line of lines) {
            const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
            if (value === '' || /max-age=0/i.test(line))
                this.cookies.delete(name);
            else
                this.cookies.set(name, value);
        }
    }

    /* Follows redirections as a browser does. */
    async get(path) {
        let answer = await this.ask('GET', path);
        for (let n = 0; answer.status === 303 && n < 5; n++)
            answer = await this.ask('GET', answer.headers.location);
        return answer;
    }

    post_(path, fields, headers = {}) {
        const body = encode(fields);
        return this.ask('POST', path, { body, headers: {
            'Content-Type': 'application/x-www-form-urlencoded', ...headers } });
    }

    /* The form as the page shows it, with these answers instead; without following. */
    submit(form, answers = {}, headers = {}) {
        return this.post_(form.action, filled(form.fields, answers), headers);
    }

    /* ... and where that leads. */
    async send(form, answers = {}) {
        const answer = await this.submit(form, answers);
        if (answer.status !== 303)
            return answer;
        const next = await this.get(answer.headers.location);
        next.from = answer;
        return next;
    }
}

export function encode(fields) {
    return fields.map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`).join('&');
}

/* A value that is a list stands for boxes ticked. */
export function filled(fields, answers) {
    const out = fields.filter(([name]) => !(name in answers));
    for (const [name, value] of Object.entries(answers))
        for (const one of Array.isArray(value) ? value : [value])
            out.push([name, String(one)]);
    return out;
}

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#34': '"', '#10': '\n' };

export function plain(html) {
    return html.replace(/&(#?\w+);/g, (all, name) => ENTITIES[name] ?? all);
}

function attribute(tag, name) {
    const found = tag.match(new RegExp(`[\\s]${name}="([^"]*)"`));
    return found ? plain(found[1]) : undefined;
}

export class Answer {
    constructor(method, path, res, bytes) {
        Object.assign(this, { method, path, status: res.statusCode, headers: res.headers, bytes });
        this.text = bytes.toString('utf8');
    }

    get title() {
        return plain(this.text.match(/<title>([^<]*)<\/title>/)?.[1] ?? '');
    }

    /* What a person reads: tags gone, entities read, blanks folded. */
    get words() {
        return plain(this.text.replace(/<(script|style)[^]*?<\/\1>/g, ' ').replace(/<[^>]+>/g, ' '))
            .replace(/\s+/g, ' ');
    }

    get forms() {
        return [...this.text.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/g)]
            .map(([, head, body]) => formOf(head, body));
    }

    /* The form that is sent to that path (or whose path ends so). */
    form(path) {
        const found = this.forms.find((f) => f.method === 'post'
            && (f.action === path || f.action.endsWith(path)));
        if (!found)
            throw new Error(`${this.method} ${this.path} (${this.status}) has no form for ${path}:\n`
                            + this.text);
        return found;
    }
}

function formOf(head, body) {
    const fields = [], names = new Set(), options = {};
    const put = (name, value) => fields.push([name, value]);
    const may = (name, value) => (options[name] ??= []).push(value);

    for (const [tag, kind, , inner] of body.matchAll(
        /<(input|button)\b(?:"[^"]*"|[^">])*>|<(select)\b[^>]*>([^]*?)<\/select>/g)) {
        const name = attribute(tag, 'name');
        if (!name)
            continue;
        names.add(name);
        if (kind === 'input') {
            const type = attribute(tag, 'type') ?? 'text';
            const value = attribute(tag, 'value') ?? '';
            if (type === 'radio' || type === 'checkbox') {
                may(name, value);
                if (/\schecked\b/.test(tag) && !/\sdisabled\b/.test(tag))
                    put(name, value);
            } else {
                put(name, value);
            }
        } else if (inner !== undefined) {
            const all = [...inner.matchAll(/<option\b([^>]*)>/g)];
            const chosen = all.find(([, o]) => /\sselected\b/.test(o)) ?? all[0];
            all.forEach(([, o]) => may(name, attribute(o, 'value')));
            if (chosen)
                put(name, attribute(chosen[1], 'value') ?? '');
        }
    }
    for (const [, tag, inner] of body.matchAll(/<textarea\b([^>]*)>([^]*?)<\/textarea>/g)) {
        const name = attribute(` ${tag}`, 'name');
        names.add(name);
        put(name, plain(inner.replace(/^\n/, '')));
    }
    return { action: attribute(head, 'action'), method: attribute(head, 'method') ?? 'get',
             fields, names, options,
             value: (name) => fields.find(([n]) => n === name)?.[1] };
}

/* A day, n days before today in the post's zone (WIB), as the forms and the API want it. */
export function dayAgo(n) {
    const [y, m, d] = new Date(Date.now() + 7 * 3600e3 - n * 86400e3).toISOString()
        .slice(0, 10).split('-');
    return { iso: `${y}-${m}-${d}`, fields: (name) => ({
        [`${name}_d`]: String(Number(d)), [`${name}_m`]: String(Number(m)), [`${name}_y`]: y }) };
}

/* The answers of a whole report: those of each step that asks. */
export const ANSWERS = {
    '/lapor/cara': { mode: 'anonymous' },
    '/lapor/siapa': { category: 'asn' },
    '/lapor/orang': { role: 'camat', reported: 'Seorang camat', unit: 'Kantor kecamatan' },
    '/lapor/apa': { acts: ['ikut_kampanye'], what: 'Camat berpidato di panggung kampanye.' },
    '/lapor/kapan': { ...dayAgo(2).fields('occurred_on'), occurred_time: 'sekitar 19.30',
                      known: 'same' },
    '/lapor/tempat': { kecamatan: '33.20.01', place_detail: 'Lapangan desa' },
    '/lapor/desa': {},
    '/lapor/bukti': { proofs: ['photo'], proof_note: 'Foto di HP' },
    '/lapor/berkas': {}, /* files are optional, and sent by another form */
    '/lapor/keamanan': { witnesses: '2', threatened: 'no' },
    '/lapor/identitas': { name: 'Warga Satu', phone: '080000000000' },
};

/* From the first tap to the code, step by step, by forms alone. seen(page) is told of each. */
export async function fileByForms(browser, answers = {}, seen = () => {}) {
    const all = { ...ANSWERS, ...answers };
    let page = await browser.get('/lapor');

    seen(page);
    page = await browser.send(page.form('/lapor'));
    for (let n = 0; n < 20; n++) {
        seen(page);
        if (page.status !== 200)
            throw new Error(`${page.path}: ${page.status} ${page.words}`);
        const path = page.path.split('?')[0];
        if (path === '/lapor/terima')
            break;
        page = path === '/lapor/berkas' /* files are optional, and sent by another form */
            ? await browser.get(page.text.match(/class="btn big" href="([^"]+)"/)[1])
            : await browser.send(page.form(path), all[path] ?? {});
    }
    const code = page.words.match(/([0-9A-Z]{5}) ?([0-9A-Z]{5}) ([0-9A-Z]{5}) ([0-9A-Z]{5})/);
    return { page, code: page.text.match(/data-value="([0-9A-Z-]{23})"/)?.[1]
                         ?? code?.slice(1).join('-'),
             number: page.words.match(/\b[A-Z]{2,4}-[0-9A-Z]{5}\b/)?.[0] };
}

/* A report as the API takes it. */
export function reportBody(more = {}) {
    return { mode: 'anonymous', category: 'asn', what: 'Camat berpidato di panggung kampanye.',
             violation: ['ikut_kampanye'], occurred_on: dayAgo(2).iso, known_on: dayAgo(1).iso,
             ...more };
}

/* What must come with every answer, whatever it is. */
export const ALWAYS = ['content-security-policy', 'x-content-type-options', 'referrer-policy',
                       'cross-origin-opener-policy', 'cross-origin-resource-policy',
                       'permissions-policy'];
