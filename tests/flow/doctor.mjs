/*
 * doctor: `posko doctor` on a fresh post, and on the same post after each thing that can be
 * wrong with it was done to it: the check that should notice does, and no other changes.
 */
import assert from 'node:assert/strict';
import { chmodSync, chownSync, closeSync, cpSync, openSync, readdirSync, readFileSync, renameSync,
         rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { spawnSync } from 'node:child_process';
import { Post, POSKO, posko } from './post.mjs';

let post, fresh;

function run(dir, ...more) {
    return spawnSync(POSKO, ['doctor', dir, ...more], { encoding: 'utf8' });
}

/* { check: finding } and what was seen. */
function look(dir) {
    const ran = run(dir, '--json');
    const told = JSON.parse(ran.stdout);
    const weak = told.checks.filter((c) => c.finding === 'weak').length;

    assert.equal(ran.status, weak ? 1 : 0, ran.stderr);
    assert.equal(told.weak, weak);
    return Object.fromEntries(told.checks.map((c) => [c.check, c]));
}

before(() => {
    post = new Post();
    fresh = look(post.dir);
});
after(() => post.end());

test('It looks at everything, names the promise, and says what to do', () => {
    assert.ok(Object.keys(fresh).length > 25);
    for (const c of Object.values(fresh)) {
        assert.match(c.promises, /^P[1-4]( P[1-4])*$/, c.check);
        for (const text of [c.what, c.means, c.do])
            assert.ok(text.length > 3, c.check);
    }
});

test('A fresh post: its files are well, its people and witnesses are too few', () => {
    for (const name of ['folder', 'keys', 'data', 'config', 'database', 'agencies', 'log-clock',
                        'second-factor', 'slips', 'zone', 'limits'])
        assert.equal(fresh[name].finding, 'fine', `${name}: ${fresh[name].saw}`);
    for (const name of ['officers', 'witnesses', 'rollback', 'origin'])
        assert.equal(fresh[name].finding, 'weak', `${name}: ${fresh[name].saw}`);
    for (const name of ['process', 'unit', 'backup'])
        assert.equal(fresh[name].finding, 'unknown', name);
});

test('It speaks Indonesian and English, to people too, and changes nothing', () => {
    const before = readdirSync(post.dir).filter((f) => !/-(wal|shm)$/.test(f))
        .map((f) => [f, readFileSync(join(post.dir, f)).toString('hex')]);
    const id = run(post.dir), en = run(post.dir, '--lang', 'en');

    assert.match(id.stdout, /^baik +Folder pos: 0700/m);
    assert.match(id.stdout, /^LEMAH +Saksi: 0.*\n .*\(P2 P4\)\n +-> .*posko witness/m);
    assert.match(en.stdout, /^WEAK +Witnesses: 0.*\n .*\(P2 P4\)\n +-> .*posko witness/m);
    assert.equal(id.status, 1);
    assert.deepEqual(before, readdirSync(post.dir).filter((f) => !/-(wal|shm)$/.test(f))
        .map((f) => [f, readFileSync(join(post.dir, f)).toString('hex')]));
    for (const args of [[], [post.dir, '--lang', 'xx'], [join(post.dir, 'nowhere')]])
        assert.equal(spawnSync(POSKO, ['doctor', ...args]).status, 2);
});

function poke(file, at, byte) {
    const fd = openSync(file, 'r+');
    writeSync(fd, Buffer.from([byte]), 0, 1, at);
    closeSync(fd);
}

/* what, the check that notices, what is done, as root only */
const wrongs = [
    ['the folder is open', 'folder', (d) => chmodSync(d, 0o755)],
    ['others may read server.key', 'keys', (d) => chmodSync(join(d, 'server.key'), 0o644)],
    ['the group may read log.key', 'keys', (d) => chmodSync(join(d, 'log.key'), 0o640)],
    ['log.key is gone', 'keys', (d) => rmSync(join(d, 'log.key'))],
    ['log.key is somebody else\'s', 'keys', (d) => chownSync(join(d, 'log.key'), 12345, 12345), true],
    ['others may read the database', 'data', (d) => chmodSync(join(d, 'posko.db'), 0o604)],
    ['what was signed last is gone', 'data', (d) => rmSync(join(d, 'log.signed'))],
    ['others may change the witnesses', 'config', (d) => chmodSync(join(d, 'policy'), 0o666)],
    ['the settings limit nothing', 'limits', (d) => {
        const conf = join(d, 'posko.conf'), old = readFileSync(conf, 'utf8');
        writeFileSync(conf, old.replace(/limit\.filings_per_hour = \d+/,
                                        'limit.filings_per_hour = 0'));
    }],
];

for (const [what, check, spoil, root] of wrongs)
    test(`${what}: "${check}" is weak, and nothing else changes`, (t) => {
        if (root && process.getuid() !== 0)
            return t.skip('only root gives files away');
        const copy = join(post.folder, 'spoilt');

        cpSync(post.dir, copy, { recursive: true, preserveTimestamps: true });
        chmodSync(copy, 0o700);
        for (const f of readdirSync(copy))
            chmodSync(join(copy, f), statSync(join(post.dir, f)).mode);
        spoil(copy);
        const now = look(copy);
        assert.equal(now[check].finding, 'weak', now[check].saw);
        for (const name of Object.keys(fresh).filter((n) => n !== check))
            assert.equal(now[name].finding, fresh[name].finding, `${name}: ${now[name].saw}`);
        rmSync(copy, { recursive: true });
    });

test('A directory of root\'s is told; one of a user of its own is well', (t) => {
    if (process.getuid() !== 0)
        return t.skip('only root gives files away');
    assert.equal(fresh.owner.finding, 'weak');
    for (const f of ['.', ...readdirSync(post.dir)])
        chownSync(join(post.dir, f), 12345, 12345);
    const now = look(post.dir);
    for (const name of ['owner', 'keys', 'data', 'config'])
        assert.equal(now[name].finding, 'fine', name);
    for (const f of ['.', ...readdirSync(post.dir)])
        chownSync(join(post.dir, f), 0, 0);
});

test('A broken database: of the post nothing is known, and why is said', () => {
    const db = join(post.dir, 'posko.db'), aside = join(post.folder, 'aside.db');

    renameSync(db, aside);
    writeFileSync(db, 'not a database', { mode: 0o600 });
    const now = look(post.dir);
    assert.equal(now.database.finding, 'weak');
    for (const name of ['officers', 'rules', 'agencies', 'silent'])
        assert.equal(now[name].finding, 'unknown', name);
    assert.ok(now.officers.saw.length > 5);
    for (const end of ['', '-wal', '-shm'])
        rmSync(db + end, { force: true });
    renameSync(aside, db);
    poke(db, 18, 1);
    assert.equal(look(post.dir).database.finding, 'weak');
    poke(db, 18, 2);
    assert.equal(look(post.dir).database.finding, 'fine');
});

test('With two officers in each agency, and while it runs, it is told so', async () => {
    for (const login of Object.keys(post.slips))
        post.addOfficer(login.replace('.1', '.2'), 'Petugas dua', login);
    await post.serve();
    const now = look(post.dir);
    assert.equal(now.officers.finding, 'fine', now.officers.saw);
    assert.match(now.process.saw, new RegExp(`pid ${post.server.pid}: uid ${process.getuid()}`));
    assert.equal(now.process.finding === 'fine',
                 process.getuid() !== 0 && /seccomp 2/.test(now.process.saw));
    assert.notEqual(now.unit.finding, 'unknown');
    await post.stop();
    assert.equal(look(post.dir).process.finding, 'unknown');
});

test('A witness that has not been heard is silent', () => {
    const made = posko(['witness', join(post.folder, 'saksi'), '--make', 'bawaslu-jepara']);
    const key = made.stdout.match(/bawaslu-jepara\+[0-9a-f]+\+\S+/)[0];

    assert.equal(look(post.dir).silent.finding, 'fine');
    posko(['witness', 'add', post.dir, 'bawaslu-jepara', key]);
    const now = look(post.dir);
    assert.equal(now.silent.finding, 'weak');
    assert.match(now.silent.saw, /bawaslu-jepara/);
    assert.match(now.witnesses.saw, /^1, quorum/);
});
