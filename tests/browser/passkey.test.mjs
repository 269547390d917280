/*
 * passkey: Chromium's virtual authenticator at the desk (CDP, WebAuthn domain): each of the three
 * kinds of key is registered and signs in; and what a browser would never send is refused.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test, { after, before } from 'node:test';
import { House, OWN_PASSWORD, pathOf, press } from './house.mjs';
import { looker } from './look.mjs';

const KINDS = { ES256: -7, EdDSA: -8, RS256: -257 };
const DESK = { citizen: false };
let house;

before(async () => {
    house = await House.open();
    house.origin = `http://localhost:${house.post.port}`; /* an address of digits is no RP ID */
});
after(() => house?.close());

async function authenticator(page, { verified = true } = {}) {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: {
        protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
        isUserVerified: verified, automaticPresenceSimulation: true } });
    return { cdp, authenticatorId };
}

/* The page asks for all three; the authenticator takes the first it knows. */
const ask = (page, alg) => page.evaluate((wanted) => {
    const create = navigator.credentials.create.bind(navigator.credentials);
    navigator.credentials.create = (options) => {
        const params = options.publicKey.pubKeyCredParams;
        if (!params.some((p) => p.alg === wanted))
            throw new Error('this kind is not offered');
        options.publicKey.pubKeyCredParams = params.filter((p) => p.alg === wanted);
        return create(options);
    };
}, alg);

/* Forms are held back, so that a test can change what they bring and send it itself. */
const hold = (page) => page.evaluate(() => {
    HTMLFormElement.prototype.requestSubmit = function () { window.held = true; };
});

const fields = (page) => page.evaluate(() =>
    Object.fromEntries(new FormData(document.querySelector('main form'))));

async function makePasskey(page, name, alg) {
    await page.goto('/meja/saya/kunci');
    if (alg)
        await ask(page, alg);
    await page.fill('#name', name);
    await page.fill('#password_again', OWN_PASSWORD);
    await page.click('[data-passkey] button');
}

/* A passkey of his own on this browser, signed out; the page is at the door. */
async function officerWithPasskey(login, alg) {
    const page = await house.officer(login);
    const key = await authenticator(page);
    await makePasskey(page, `Kunci ${login}`, alg);
    await page.waitForURL(/hasil=kunci/);
    await signOut(page);
    return { page, ...key };
}

const signOut = async (page) => {
    await page.goto('/meja/saya');
    await page.click('details.menu summary');
    await press(page, 'form[action="/meja/keluar-sesi"] button');
};

async function toSecondPage(page, login) {
    await page.goto('/meja/masuk');
    await page.fill('#login', login);
    await page.fill('#password', OWN_PASSWORD);
    await press(page, 'main button');
    assert.equal(pathOf(page), '/meja/masuk/kedua', await page.innerText('main'));
}

/* What the form would have sent, with these changes, by a plain POST of the same browser. */
async function sendAltered(page, changes) {
    const body = { ...await fields(page), ...changes };
    const answer = await page.request.post('/meja/masuk/kedua', { form: body, maxRedirects: 0 });
    return { status: answer.status(), to: answer.headers().location, text: await answer.text() };
}

for (const [kind, alg] of Object.entries(KINDS))
    test(`${kind}: registered, signed out, signed in`, async (t) => {
        const look = looker(t);
        const login = { ES256: 'bawaslu.1', EdDSA: 'kpu.1', RS256: 'propam.1' }[kind];
        const { page, cdp, authenticatorId } = await officerWithPasskey(login, alg);
        assert.equal((await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length, 1);
        await toSecondPage(page, login);
        assert.ok(await page.isVisible('[data-passkey] button'));
        if (kind === 'ES256')
            await look(page, 'the second page', DESK);
        await page.click('[data-passkey] button');
        await page.waitForURL('**/meja');
        await page.goto('/meja/saya');
        assert.ok((await page.innerText('main')).includes(`Kunci ${login}`));
        assert.ok((await page.innerText('main')).includes('terakhir dipakai'));
        if (kind === 'ES256')
            await look(page, 'the account with a passkey', DESK);
        assert.deepEqual(page.complaints, []);
        await page.context().close();
    });

test('A half session opens no page of the desk', async () => {
    const { page } = await officerWithPasskey('kesbangpol.1', KINDS.ES256);
    await toSecondPage(page, 'kesbangpol.1');
    for (const path of ['/meja', '/meja/saya', '/meja/cari?q=x', '/meja/mulai']) {
        await page.goto(path);
        assert.equal(pathOf(page), '/meja/masuk', path);
    }
    await page.context().close();
});

test('What a browser would not send is refused', async (t) => {
    const { page, cdp, authenticatorId } = await officerWithPasskey('provos-tni.1', KINDS.ES256);
    const again = async () => {
        await toSecondPage(page, 'provos-tni.1');
        await hold(page);
        await page.click('[data-passkey] button');
        await page.waitForFunction(() => window.held);
    };
    /* The door waits after five failed tries in a row: a right sign-in in between begins anew. */
    const right = async () => {
        await toSecondPage(page, 'provos-tni.1');
        await page.click('[data-passkey] button');
        await page.waitForURL('**/meja');
    };
    const flipped = (hex, byte, bit = 1) => {
        const raw = Buffer.from(hex, 'hex');
        raw[byte] ^= bit;
        return raw.toString('hex');
    };
    const said = (hex, change) => {
        const data = JSON.parse(Buffer.from(hex, 'hex'));
        return Buffer.from(JSON.stringify({ ...data, ...change })).toString('hex');
    };
    const cases = {
        'another origin': (f) => ({ pk_client: said(f.pk_client, { origin: 'https://posko.evil' }) }),
        'a frame': (f) => ({ pk_client: said(f.pk_client, { crossOrigin: true }) }),
        'nobody known (UV off)': (f) => ({ pk_data: flipped(f.pk_data, 32, 0x04) }),
        'nobody there (UP off)': (f) => ({ pk_data: flipped(f.pk_data, 32, 0x01) }),
        'another RP': (f) => ({ pk_data: flipped(f.pk_data, 0) }),
        'another signature': (f) => ({ pk_signature: flipped(f.pk_signature, 20) }),
        'another id': (f) => ({ pk_id: flipped(f.pk_id, 0) }),
        'another person': (f) => ({ pk_user: '00'.repeat(16) }),
        'a challenge of nobody': (f) => ({ pk_challenge: flipped(f.pk_challenge, 9) }),
        'nothing at all': () => ({ pk_client: '', pk_data: '', pk_signature: '' }),
        'no hex': () => ({ pk_data: 'zz' }),
    };
    for (const [what, change] of Object.entries(cases)) {
        await again();
        const answer = await sendAltered(page, change(await fields(page)));
        assert.equal(answer.status, 422, `${what}: ${answer.to}`);
        assert.ok(answer.text.includes('Faktor kedua tidak cocok'), what);
        await right();
    }
    await t.test('a challenge works once', async () => {
        await again();
        const cookies = await page.context().cookies();
        const sent = await fields(page);
        assert.equal((await sendAltered(page, {})).status, 303);
        await page.context().addCookies(cookies); /* the half session of before */
        const replay = await page.request.post('/meja/masuk/kedua', { form: sent, maxRedirects: 0 });
        assert.equal(replay.headers().location, '/meja/masuk?habis=1');
        await toSecondPage(page, 'provos-tni.1'); /* another half session, the old answer */
        assert.equal((await sendAltered(page, Object.fromEntries(
            Object.entries(sent).filter(([name]) => name.startsWith('pk_'))))).status, 422);
        await right();
    });
    await t.test('a counter that goes back is refused', async (u) => {
        const { credentials: [was] } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
        assert.ok(was.signCount > 1);
        await cdp.send('WebAuthn.removeCredential', { authenticatorId, credentialId: was.credentialId });
        await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: { ...was, signCount: 0 } });
        await toSecondPage(page, 'provos-tni.1');
        await press(page, '[data-passkey] button');
        assert.ok((await page.innerText('main')).includes('Faktor kedua tidak cocok'));
        await page.fill('#totp', house.post.slips['provos-tni.1'].recovery[0]);
        await press(page, 'main form button:not([type=button])');
        assert.equal(pathOf(page), '/meja/saya', 'its officer is not in by a slip');
        assert.ok((await page.innerText('main')).includes('mungkin ada salinannya'));
        await looker(u)(page, 'the account with a refused passkey', DESK);
    });
    await page.context().close();
});

test('A registration without the person being known is refused', async () => {
    const page = await house.person();
    /* Signed in by a slip, so that no number has to be waited for. */
    await page.goto('/meja/masuk');
    await page.fill('#login', 'propam.1');
    await page.fill('#password', OWN_PASSWORD);
    await page.fill('#totp', house.post.slips['propam.1'].recovery[0]);
    await press(page, 'main button');
    assert.equal(pathOf(page), '/meja/saya');
    await authenticator(page);
    await page.goto('/meja/saya/kunci');
    await hold(page);
    await page.fill('#name', 'Tanpa PIN');
    await page.fill('#password_again', OWN_PASSWORD);
    await page.click('[data-passkey] button');
    await page.waitForFunction(() => window.held);
    const sent = await fields(page);
    const data = Buffer.from(sent.pk_data, 'hex');
    const at = data.indexOf(createHash('sha256').update('localhost').digest());
    assert.ok(at > 0);
    data[at + 32] ^= 0x04;
    const answer = await page.request.post('/meja/saya/kunci',
        { form: { ...sent, pk_data: data.toString('hex') }, maxRedirects: 0 });
    assert.equal(answer.status(), 422);
    const fine = await page.request.post('/meja/saya/kunci', { form: sent, maxRedirects: 0 });
    assert.equal(fine.status(), 303);
    const twice = await page.request.post('/meja/saya/kunci', { form: sent, maxRedirects: 0 });
    assert.equal(twice.status(), 409, 'the same credential again');
    await page.context().close();
});

test('The account, its forms and the first steps, as people see them', async (t) => {
    const look = looker(t);
    const fresh = await House.open();
    fresh.origin = `http://localhost:${fresh.post.port}`;
    try {
        const page = await fresh.person({ width: 1280, height: 900 });
        const slip = fresh.post.slips['kpu.1'];
        for (const query of ['', '?ke=/meja/cari', '?keluar=1', '?habis=1']) {
            await page.goto(`/meja/masuk${query}`);
            await look(page, `the door ${query}`, DESK);
        }
        await press(page, 'main button');
        await look(page, 'the door with errors', { ...DESK, error: true });
        await page.fill('#login', 'kpu.1');
        await page.fill('#password', slip.password);
        await page.fill('#totp', fresh.digits('kpu.1'));
        await press(page, 'main button');
        await look(page, 'first steps', DESK);
        await press(page, 'main form button.btn:not([type=button])');
        await look(page, 'first steps with errors', { ...DESK, error: true });
        await fresh.firstSteps(page, 'kpu.1');
        await page.goto('/meja/saya');
        await look(page, 'the account', DESK);
        for (const path of ['sandi', 'aplikasi', 'kunci', 'slip', 'hapus?apa=aplikasi', 'sesi?id=lain']) {
            await page.goto(`/meja/saya/${path}`);
            await look(page, path, DESK);
            const submit = page.locator('main form button.btn:not([type=button])');
            if (await submit.count() === 0)
                continue;
            await press(page, 'main form button.btn:not([type=button])');
            await look(page, `${path} with errors`, { ...DESK, error: true });
        }
        await page.goto('/meja/saya/slip');
        await page.fill('#password_again', OWN_PASSWORD);
        await press(page, 'main form button.btn:not([type=button])');
        await look(page, 'the slips', DESK);
    } finally {
        await fresh.close();
    }
});
