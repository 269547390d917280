/*
 * roles: every part x every row for officers x {own case, shared, excluded, closed}. What is
 * expected stands in two small tables here, and not in the program: which part has which
 * permission (issue 4), and which permission an address needs. The rows are the program's own,
 * so a row that is in neither table fails.
 */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { Post, posko, reportBody } from './post.mjs';

const MAY = {
    duty: ['sign_in', 'read_cases', 'take_reports', 'talk'],
    case: ['sign_in', 'read_cases', 'take_reports', 'talk', 'work_cases', 'ask_identity'],
    head: ['sign_in', 'read_cases', 'take_reports', 'talk', 'work_cases', 'ask_identity',
           'give_access', 'confirm_numbers', 'manage_people', 'renew_shares'],
    custodian: ['sign_in', 'hold_shares', 'renew_shares'],
    public: ['sign_in'],
    admin: ['sign_in', 'administer'],
};

/* The first that fits. */
const NEEDS = [
    [/^\/meja(\/keluar-sesi|\/mulai|\/lembaga)?$/, 'sign_in'],
    [/^\/meja\/(saya|mulai)(\/|$)/, 'sign_in'],
    [/^\/meja\/jaga(\/kalender)?$/, 'sign_in'], /* everybody may look; his own calendar */
    [/^\/meja\/jaga\//, 'manage_people'],
    [/^\/meja\/(cari|pencarian)$/, 'read_cases'],
    [/^\/meja\/catat$/, 'take_reports'],
    [/^\/meja\/angka$/, 'confirm_numbers'],
    [/^\/meja\/persetujuan$/, 'hold_shares'],
    [/^\/meja\/petugas(\/|$)/, 'manage_people'],
    [/^\/meja\/lembaga\/identitas$/, 'renew_shares'],
    [/^\/meja\/lembaga\//, 'manage_people'],
    [/^\/meja\/pengelola(\/|$)/, 'administer'],
    [/\/identitas\/(minta|buka)$/, 'ask_identity'],
    [/\/identitas\/(setuju|tolak)$/, 'hold_shares'],
    [/\/akses\//, 'give_access'],
    [/^\/meja\/perkara\/:number(\/(identitas|pembaca|kepentingan))?$/, 'read_cases'],
    [/^\/meja\/perkara\/:number\/(catatan|pesan|ambil|tugas)$/, 'talk'],
    [/^\/meja\/perkara\/:number\/(telaah|lengkapi|nomor|temuan|teruskan|balasan|tenggat|gabung|putus|tutup|buka)$/,
     'work_cases'],
];
NEEDS.push([/^\/meja\/perkara\/:number\/bukti\//, 'read_cases']); /* a file is part of the case */
NEEDS.push([/^\/meja\/buku(\/|$)/, 'talk']); /* the watch log and the handover */

/* Allowed, but there only where something waits or was sent: the case's state decides. */
const SOMETIMES = /\/(identitas|akses)\/|\/kepentingan$|\/unggah|\/bukti|\/berkas|\/:login\/kunci$|\/lembaga\/|qr\.png$|\/mulai/;

const PASSWORD = 'jaga-netral-sampai-pagi'; /* of all whom `posko demo` invents */
const WHO = { duty: 'bawaslu.3', case: 'bawaslu.2', head: 'bawaslu.1', custodian: 'kpu.2',
              public: 'humas.1', admin: 'admin.1' };
const READS = ['duty', 'case', 'head'];

let post, rows, cases, unknown;
const people = {};

/* Signed in by the digits that the program prints for its invented officers. */
async function enter(login) {
    const [, digits] = posko(['demo', post.dir, '--codes']).stdout
        .match(new RegExp(`^${login.replace('.', '\\.')} +(\\d{6})$`, 'm'));
    const browser = post.browser();
    const door = (await browser.get('/meja/masuk')).form('/meja/masuk');
    const answer = await browser.submit(door, { login, password: PASSWORD,
                                                [door.names.has('totp') ? 'totp' : 'second']: digits });
    assert.equal(answer.status, 303, `${login}: ${answer.words}`);
    return browser;
}

/* Each officer with one part alone. A fourth keeps what an agency must not lose. */
function partsOf() {
    const keeper = posko(['officer', 'add', post.dir, 'bawaslu.4', 'Penjaga', '--by', 'bawaslu.1',
                          '--role', 'head,custodian'], { input: `${PASSWORD}\n` })
        .stdout.match(/password +(\S+)/)[1];
    const part = (login, role, by, password = PASSWORD) =>
        posko(['officer', 'roles', post.dir, login, role, '--by', by], { input: `${password}\n` });
    part(WHO.head, 'head', 'bawaslu.4', keeper);
    part(WHO.case, 'case', 'bawaslu.1');
    part(WHO.custodian, 'custodian', 'kpu.1');
}

const numbersIn = (page) => [...new Set(page.text.match(/\b[A-Z]{3}-[0-9A-Z]{5}\b/g) ?? [])];

/* One case of each kind. Taken by him is each reader's own; from the excluded one the reporter
 * himself kept both agencies of those who ask. */
async function casesOf() {
    const file = async (more) => (await post.api('POST', '/api/v1/reports', {
        expect: 201, body: reportBody(more) })).json.case;
    const own = {};
    for (const role of READS) {
        own[role] = await file();
        const page = await people[role].get(`/meja/perkara/${own[role]}`);
        const taken = await people[role].submit(page.form(`/meja/perkara/${own[role]}/ambil`));
        assert.equal(taken.status, 303);
    }
    const closed = numbersIn(await people.case.get('/meja?tab=selesai'))[0];
    assert.ok(closed);
    return { own, closed, shared: await file(),
             excluded: await file({ exclude: ['bawaslu', 'kpu'] }) };
}

before(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'posko-flow-'));
    posko(['demo', join(folder, 'post'), '--cases', '16']);
    post = new Post({ folder });
    partsOf();
    await post.serve();
    rows = posko(['help', '--routes']).stdout.trimEnd().split('\n').slice(1).map((line) => {
        const [method, path, who, flags, max, fields, needs] = line.split('\t');
        return { method, path, who, flags, max, fields, needs };
    }).filter((r) => r.who === 'officer' && ['GET', 'POST'].includes(r.method)); /* not files' */
    for (const [role, login] of Object.entries(WHO))
        people[role] = await enter(login);
    cases = await casesOf();
    unknown = same(await people.duty.ask('GET', '/meja/tidak/ada'));
});
after(() => post.end());

/* The page of what is not there names the request; the rest is alike to the byte. */
const same = (answer) => answer.text.replace(/[0-9a-f]{16}/g, '-');
const needOf = (path) => NEEDS.find(([fits]) => fits.test(path))?.[1];
const at = (row, number, login) => row.path.replace(':number', number ?? 'X')
    .replace(':login', login).replace(':id', 'tidakada');
/* Signing out would end what the rest still needs. */
const ends = (row) => row.path === '/meja/keluar-sesi';

async function ask(role, row, number, token) {
    const path = at(row, number, role === 'admin' ? 'humas.1' : WHO.duty);
    return row.method === 'GET' ? people[role].ask('GET', path)
        : people[role].post_(path, token ? [['csrf', token]] : []);
}

test('Each row needs what the table here says, and the six parts may what issue 4 says', () => {
    assert.ok(rows.length > 80);
    for (const row of rows)
        assert.equal(row.needs, needOf(row.path), row.path);
});

test('What a part may not is not there, own, shared, excluded or closed', async () => {
    let refused = 0;
    for (const role of Object.keys(MAY))
        for (const row of rows.filter((r) => !MAY[role].includes(needOf(r.path))))
            for (const number of row.path.includes(':number')
                ? [cases.own[role] ?? cases.own.case, cases.shared, cases.excluded, cases.closed]
                : [undefined]) {
                const answer = await ask(role, row, number);
                const what = `${role}: ${row.method} ${row.path} of ${number}`;
                assert.equal(answer.status, 404, what);
                assert.equal(same(answer), unknown, what);
                refused++;
            }
    assert.ok(refused > 600, `${refused} refusals`);
});

test('What a part may is there, but for a case that is closed to its agency', async () => {
    for (const role of Object.keys(MAY))
        for (const row of rows.filter((r) => MAY[role].includes(needOf(r.path)) && !ends(r)))
            for (const kind of row.path.includes(':number') ? ['own', 'shared', 'closed', 'excluded']
                                                            : ['none']) {
                const number = kind === 'own' ? cases.own[role] ?? cases.own.case : cases[kind];
                const answer = await ask(role, row, number);
                const what = `${role}: ${row.method} ${row.path} of ${kind}: ${answer.status}`;
                if (row.method === 'POST') /* past the gate, and stopped for want of a token */
                    assert.ok([400, 403, 404, 412, 415].includes(answer.status)
                              && (answer.status === 403 || SOMETIMES.test(row.path)), what);
                else if (kind === 'excluded')
                    assert.equal(answer.status, 404, what);
                else if (SOMETIMES.test(row.path))
                    assert.ok(answer.status < 500, what);
                else
                    assert.ok([200, 303].includes(answer.status), what);
            }
});

test('With a token, too, an excluded case is not there', async () => {
    for (const role of READS) {
        const token = (await people[role].get('/meja')).form('/meja/keluar-sesi').value('csrf');
        for (const row of rows.filter((r) => r.method === 'POST' && r.path.includes(':number')
                                             && !/unggah|berkas/.test(r.path)
                                             && MAY[role].includes(needOf(r.path)))) {
            const answer = await ask(role, row, cases.excluded, token);
            assert.equal(answer.status, 404, `${role}: ${row.path}`);
            assert.equal(same(answer), unknown, `${role}: ${row.path}`);
        }
    }
});

const ways = (page) => [...new Set([...page.text.matchAll(/(?:href|action)="(\/meja[^"#]*)/g)]
    .map(([, to]) => to.replaceAll('&amp;', '&')))].filter((to) => !to.endsWith('/keluar-sesi'));

/* A path's row; the literal ones first, as the server has it. */
function needAt(path) {
    const fits = (row) => new RegExp(`^${row.path.replace(/:\w+/g, '[^/]+')}$`).test(path);
    const row = rows.find((r) => r.path === path) ?? rows.find(fits);
    return row && needOf(row.path);
}

test('No page offers what its reader may not', async () => {
    for (const role of Object.keys(MAY)) {
        const pages = ['/meja', '/meja/saya', '/meja/lembaga'];
        if (READS.includes(role))
            pages.push(...[cases.own[role], cases.shared, cases.closed].map((n) => `/meja/perkara/${n}`));
        for (const path of pages) {
            const page = await people[role].get(path);
            assert.equal(page.status, 200, `${role} ${path}`);
            assert.ok(ways(page).length >= 1, `${role} ${path}`);
            for (const to of ways(page)) {
                const need = needAt(to.split('?')[0]);
                assert.ok(MAY[role].includes(need), `${role} on ${path}: ${to} needs ${need}`);
            }
        }
    }
});

test('Who opens no case has a first page of his own, without a word of one', async () => {
    for (const role of ['custodian', 'public', 'admin']) {
        const page = await people[role].get('/meja');
        assert.equal(page.status, 200);
        assert.match(page.words, /Meja Anda/);
        assert.deepEqual(numbersIn(page), [], role);
    }
    assert.match((await people.admin.get('/meja')).words, /Semua petugas/);
    assert.match((await people.public.get('/meja')).text, /href="\/transparansi"/);
});
