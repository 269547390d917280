/*
 * house: a post that is served, Debian's Chromium, and people at it. What a test needs to look
 * at pages; the checks themselves are in each test.
 */
import { chromium } from 'playwright-core';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWN_PASSWORD, Post, posko, totp } from '../flow/post.mjs';

export { OWN_PASSWORD };

export { dayAgo } from '../flow/post.mjs';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
               '--disable-background-networking', '--disable-component-update', '--disable-sync',
               '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost']; /* nobody out there is asked */

export const DEMO_PASSWORD = 'jaga-netral-sampai-pagi';

export class House {
    /* cases: a post with that many invented ones; without, an empty post as init makes it. */
    static async open({ cases, config } = {}) {
        const house = new House();
        const folder = mkdtempSync(join(tmpdir(), 'posko-browser-'));
        if (cases)
            house.codes = codesOf(posko(['demo', join(folder, 'post'), '--cases', String(cases)]).stdout);
        house.demo = Boolean(cases);
        house.post = await new Post({ folder, config }).serve();
        house.origin = `http://127.0.0.1:${house.post.port}`;
        house.chromium = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
        return house;
    }

    async close() {
        await this.chromium?.close();
        if (this.post.exit)
            console.error(`the server ended by itself: ${JSON.stringify(this.post.exit)}\n`
                          + this.post.log().slice(-3000));
        await this.post.end();
    }

    /* A person with a browser of their own: nothing shared with any other. */
    async person({ width = 360, height = 740, dark = false, script = true, lang = 'id-ID', ...more } = {}) {
        const context = await this.chromium.newContext({
            baseURL: this.origin, viewport: { width, height }, colorScheme: dark ? 'dark' : 'light',
            javaScriptEnabled: script, locale: lang, reducedMotion: 'reduce', ...more });
        const page = await context.newPage();
        page.setDefaultTimeout(8000);
        page.strangers = [];
        page.complaints = [];
        page.on('request', (r) => {
            if (!r.url().startsWith(this.origin) && !r.url().startsWith('data:'))
                page.strangers.push(r.url());
        });
        page.on('response', (r) => {
            if (r.request().isNavigationRequest() && r.frame() === page.mainFrame()
                && (r.status() < 300 || r.status() >= 400))
                page.document = r;
        });
        page.on('console', (m) => m.type() === 'error' && !/status of (4|5)\d\d/.test(m.text())
            && page.complaints.push(m.text()));
        page.on('pageerror', (e) => page.complaints.push(String(e)));
        return page;
    }

    /* The six digits of now. Each is good for one use: one sign-in per officer and half minute. */
    digits(login) {
        if (!this.demo)
            return totp(this.post.slips[login].secret);
        const all = posko(['demo', this.post.dir, '--codes']).stdout;
        return all.match(new RegExp(`^${login.replace('.', '\\.')} +(\\d{6})$`, 'm'))[1];
    }

    async officer(login, how = {}) {
        const page = await this.person({ width: 1280, height: 900, ...how });
        await page.goto('/meja/masuk');
        await page.fill('#login', login);
        await page.fill('#password', this.demo ? DEMO_PASSWORD : this.post.slips[login].password);
        await page.fill('#totp', this.digits(login));
        await page.click('main button');
        await page.waitForURL(/\/meja(\/mulai)?$/).catch(async () => {
            throw new Error(`${login} is not let in: ${await page.innerText('main')}`);
        });
        if (pathOf(page) === '/meja/mulai')
            await this.firstSteps(page, login);
        return page;
    }

    /* A password and an app of his own, in place of those on the slip. */
    async firstSteps(page, login) {
        const slip = this.post.slips[login];
        const secret = await page.innerText('#rahasia');
        await page.fill('#fresh', OWN_PASSWORD);
        await page.fill('#twice', OWN_PASSWORD);
        await page.fill('#totp', totp(secret, -1));
        await page.fill('#password_again', slip.password);
        await press(page, 'main form button.btn:not([type=button])');
        slip.recovery = await page.locator('main li.mono').allInnerTexts();
        if (slip.recovery.length !== 8)
            throw new Error(`the first steps were not taken: ${await page.innerText('main')}`);
        Object.assign(slip, { password: OWN_PASSWORD, secret, own: true, step: -1 });
        await page.goto('/meja');
    }
}

/* "  XWKYM-97ZG5-S8ZPJ-7SSTM   JPR-FRFFG (ditanya dan dijawab)" */
function codesOf(text) {
    return [...text.matchAll(/^ +((?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}) +(\S+)/gm)]
        .map(([, code, number]) => ({ code, number }));
}

/* The page after this one: pressing something that leads to it. */
export async function press(page, what) {
    await Promise.all([page.waitForEvent('load'), page.locator(what).first().click()]);
}

export const SUBMIT = 'main form[novalidate] button[type=submit]:not(.vh)';

/* The answers of a whole report, each put in as a person would. */
export const STEPS = {
    '/lapor/cara': (page, { mode = 'anonymous' }) => page.check(`input[name=mode][value=${mode}]`),
    '/lapor/siapa': (page, { category = 'asn' }) =>
        page.check(`input[name=category][value=${category}]`),
    '/lapor/orang': async (page) => {
        await page.check('input[name=role][value=camat]');
        await page.fill('[name=reported]', 'Seorang camat, memakai seragam dinas');
        await page.fill('[name=unit]', 'Kantor kecamatan');
    },
    '/lapor/apa': async (page, { what = 'Camat berpidato di panggung kampanye.' }) => {
        await page.check('input[name=acts][value=ikut_kampanye]');
        await page.fill('[name=what]', what);
    },
    '/lapor/kapan': async (page, { day }) => {
        for (const [name, value] of Object.entries(day.fields('occurred_on'))) {
            if (name.endsWith('_m'))
                await page.selectOption(`[name=${name}]`, value);
            else
                await page.fill(`[name=${name}]`, value);
        }
        await page.fill('[name=occurred_time]', 'sekitar 19.30');
        await page.check('input[name=known][value=same]');
    },
    '/lapor/tempat': async (page) => {
        await page.selectOption('[name=kecamatan]', { index: 1 });
        await page.fill('[name=place_detail]', 'Lapangan desa');
    },
    '/lapor/desa': (page) => page.selectOption('[name=desa]', { index: 1 }),
    '/lapor/bukti': async (page) => {
        await page.check('input[name=proofs] >> nth=0');
        await page.fill('[name=proof_note]', 'Foto di HP');
    },
    '/lapor/keamanan': async (page) => {
        await page.fill('[name=witnesses]', '2');
        await page.check('input[name=threatened][value=no]');
    },
    '/lapor/identitas': async (page) => {
        await page.fill('[name=name]', 'Warga Satu');
        await page.fill('[name=phone]', '0812 0000 0000');
    },
};

export const pathOf = (page) => new URL(page.url()).pathname;

/* From /lapor to the check page; seen(page, path) is told of each step before it is answered. */
export async function fillReport(page, answers, seen = async () => {}) {
    await page.goto('/lapor');
    await seen(page, '/lapor');
    await press(page, 'main form button[type=submit]');
    for (let n = 0; n < 12 && pathOf(page) !== '/lapor/periksa'; n++) {
        const path = pathOf(page);
        await seen(page, path);
        if (path === '/lapor/berkas') { /* optional, and sent by another form */
            await press(page, 'a.btn.big');
            continue;
        }
        await STEPS[path](page, answers);
        await press(page, SUBMIT);
        if (pathOf(page) === path)
            throw new Error(`${path} was not taken: ${await page.innerText('main')}`);
    }
    await seen(page, '/lapor/periksa');
}

export async function sendReport(page) {
    await press(page, 'form[action="/lapor/periksa"] button[type=submit]');
    return { code: await page.getAttribute('#kode', 'data-value'),
             number: (await page.innerText('main')).match(/\b[A-Z]{2,4}-[0-9A-Z]{5}\b/)[0] };
}

export async function comeBack(page, code) {
    await page.goto('/cek');
    await page.fill('[name=kode]', code);
    await press(page, SUBMIT);
}

/* One deed at the desk: its form, answered by fill(page), sent; the case's page says it is done. */
export async function deed(page, number, step, fill = async () => {}) {
    await page.goto(`/meja/perkara/${number}/${step}`);
    await fill(page);
    await press(page, 'main form button.btn:not(.vh)');
    if (new URL(page.url()).searchParams.get('hasil') !== step)
        throw new Error(`${step} was not taken: ${await page.innerText('main')}`);
}

export async function setDay(page, name, day) {
    const f = day.fields(name);
    await page.fill(`[name=${name}_d]`, f[`${name}_d`]);
    await page.selectOption(`[name=${name}_m]`, f[`${name}_m`]);
    await page.fill(`[name=${name}_y]`, f[`${name}_y`]);
}

/* "21 November 2026" */
export function longDay(day) {
    return new Date(`${day.iso}T00:00:00Z`)
        .toLocaleDateString('id-ID', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}

if (!existsSync(CHROMIUM))
    throw new Error(`no ${CHROMIUM}: apt-get install chromium, or name one in CHROMIUM`);
