/*
 * insiders: goal: whoever has root on the post's machine, and the log's own key, cannot bury,
 * alter, backdate or miscount without being found out. Method: the invented post, spoilt in one
 * way at a time on a copy; `posko audit` or the start of the server must say what happened, in
 * words that a journalist understands. (Two heads at once are for the witnesses: tests of theirs.)
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import test, { after } from 'node:test';
import { join } from 'node:path';
import { POSKO, Post, posko } from '../flow/post.mjs';
import { fields, forgeLog, leavesOf, relink } from './forge.mjs';
import { audit, run, scratch } from './judges.mjs';

const folder = scratch();
const home = join(folder, 'post'), out = join(folder, 'out');
posko(['demo', home, '--cases', '36']);
const conf = join(home, 'posko.conf');
writeFileSync(conf, readFileSync(conf, 'utf8').replace(/^log.publish_minutes = .*$/m,
                                                       'log.publish_minutes = 0'));
posko(['export', 'log', home, out]);
const leaves = leavesOf(out), key = readFileSync(join(home, 'log.key'), 'utf8');
after(() => rmSync(folder, { recursive: true, force: true }));

/* Python's own SQLite: not ours, and needs no other package. */
function sql(dir, statements) {
    const ran = spawnSync('python3', ['-c', `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1]); before = db.total_changes
db.executescript("PRAGMA foreign_keys = OFF;" + sys.argv[2]); db.commit()
sys.exit(0 if db.total_changes > before else 3)`, join(dir, 'posko.db'), statements],
        { encoding: 'utf8' });
    assert.equal(ran.status, 0, `spoils nothing: ${statements}\n${ran.stderr}`);
}

function found(judged, ...sentences) {
    assert.equal(judged.status, 1, judged.said);
    for (const sentence of sentences)
        assert.match(judged.said, sentence);
}

function spoilt(name, spoil, ...sentences) {
    test(name, () => {
        const copy = join(folder, 'copy');
        cpSync(home, copy, { recursive: true });
        try {
            spoil(copy);
            found(audit(copy), ...sentences);
        } finally {
            rmSync(copy, { recursive: true });
        }
    });
}

/* A log forged with the log's own key, as outsiders see it. */
function forged(name, alter, ...sentences) {
    test(name, () => {
        const copy = join(folder, 'forged');
        cpSync(out, copy, { recursive: true });
        try {
            const again = alter([...leaves]);
            assert.notDeepEqual(again, leaves);
            forgeLog(copy, again, key);
            found(audit(copy), ...sentences.map((s) => s instanceof RegExp ? s : s()));
        } finally {
            rmSync(copy, { recursive: true });
        }
    });
}

test('The post as it is: nothing wrong is found, inside and outside, nor in a log made again', () => {
    for (const where of [home, out]) {
        const clean = audit(where);
        assert.ok(clean.good, clean.said);
        assert.match(clean.said, /Nothing wrong was found/);
    }
    const copy = join(folder, 'same');
    cpSync(out, copy, { recursive: true });
    forgeLog(copy, leaves, key);
    assert.equal(readFileSync(join(copy, 'checkpoint'), 'utf8'),
                 readFileSync(join(out, 'checkpoint'), 'utf8'));
    assert.ok(audit(copy).good);
});

/* A case with a decision, so that its events are of many kinds. */
const decided = fields(leaves.find((l) => fields(l).type === 'case.decided')).case;
const ofCase = (tag) => leaves.filter((l) => fields(l).case === tag).map(fields);
const keyOf = `(SELECT case_key FROM case_file WHERE case_id = x'${decided}')`;

spoilt('A case\'s rows are deleted', (dir) => sql(dir, ['case_event', 'case_state', 'case_clock',
    'case_referral', 'case_task', 'case_desk', 'case_grant', 'case_file'].map((t) =>
    `DELETE FROM ${t} WHERE case_key = ${t === 'case_file' ? keyOf : keyOf};`).join('')),
    new RegExp(`case ${decided}: the log begins a case that is not there: its rows were deleted`));

spoilt('A case is deleted with its entries', (dir) => sql(dir,
    `DELETE FROM log_entry WHERE log_index IN
     (SELECT log_index FROM case_event WHERE case_key = ${keyOf});`),
    /entries \d+ to \d+ cannot be had: removed, or never there/);

spoilt('An event is altered', (dir) => sql(dir,
    `UPDATE case_event SET facts = replace(facts, 'admin', 'no_violation')
     WHERE case_key = ${keyOf} AND kind = 'case.decided' AND facts LIKE '%admin%';
     UPDATE case_event SET facts = replace(facts, 'other_law', 'no_violation')
     WHERE case_key = ${keyOf} AND kind = 'case.decided' AND facts LIKE '%other_law%';`),
    new RegExp(`case ${decided} .*: event \\d+: the leaf has another (public facts|commitment)`));

spoilt('A sealed payload is exchanged', (dir) => sql(dir,
    `UPDATE case_event SET object = zeroblob(length(object)) WHERE case_key = ${keyOf} AND seq = 0;`),
    new RegExp(`case ${decided} .*: event 0: the leaf has another commitment to facts and sealed`));

spoilt('The date of an event is changed', (dir) => sql(dir,
    `UPDATE case_event SET at_us = at_us - 5 * 86400000000
     WHERE case_key = ${keyOf} AND kind = 'case.decided';`),
    new RegExp(`case ${decided} .*: event \\d+: the leaf has another time`));

spoilt('The date in an entry is changed', (dir) => sql(dir,
    `UPDATE log_entry SET leaf = CAST(replace(CAST(leaf AS TEXT), 'at 2', 'at 1') AS BLOB)
     WHERE log_index = (SELECT log_index FROM case_event WHERE case_key = ${keyOf} AND seq = 0);`),
    /Entry \d+ is not the one whose hash is kept/, /are not those that were signed/);

spoilt('Two entries change places', (dir) => {
    const [a, b] = leaves.map((l, i) => [fields(l), i]).filter(([f]) => f.case === decided)
        .slice(0, 2).map(([, i]) => i);
    sql(dir, `UPDATE log_entry SET log_index = 1000000 WHERE log_index = ${a};
              UPDATE log_entry SET log_index = ${a} WHERE log_index = ${b};
              UPDATE log_entry SET log_index = ${b} WHERE log_index = 1000000;`);
}, /are not those that were signed: an entry was altered, removed or put in, or the order was changed/);

spoilt('An event inside a case is dropped', (dir) => sql(dir,
    `DELETE FROM case_event WHERE case_key = ${keyOf} AND seq = 1;`),
    new RegExp(`case ${decided}`));

/* ---- with the log's own key ---- */

const middle = ofCase(decided).length - 2; /* an agency acts before it and after it */

forged('An event inside a case is dropped, and the log hashed and signed anew',
    (all) => all.filter((l) => fields(l).case !== decided || Number(fields(l).seq) !== middle),
    new RegExp(`Case ${decided}: event ${middle} is missing: entry \\d+ \\(\\S+, \\S+\\) is already event ${middle + 1}`));

forged('It is dropped, and the events behind it are linked anew',
    (all) => relink(all.filter((l) => fields(l).case !== decided || Number(fields(l).seq) !== middle),
                    decided),
    new RegExp(`Case ${decided}: event ${middle} .*is said to be by \\w+, but was not signed with that agency's key`));

forged('A decision is altered, and the log hashed and signed anew',
    (all) => all.map((l) => fields(l).case === decided && fields(l).type === 'case.decided'
        ? l.replace(/\nfact result \S+\n/, '\nfact result stopped\n') : l),
    /\(case\.decided, entry \d+\) is said to be by bawaslu, but was not signed with that agency's key: it was altered, forged/);

forged('A report is backdated, and the log hashed and signed anew',
    (all) => relink(all.map((l) => fields(l).case === decided && fields(l).seq === '0'
        ? l.replace(/\nat \S+\n/, '\nat 2024-01-01\n') : l), decided),
    /bears the date 2024-01-01, but an entry before it is of 2\d{3}-\d\d-\d\d: it was backdated/);

forged('Events change places, and the log is hashed and signed anew', (all) => {
    const [a, b] = all.map((l, i) => [fields(l), i]).filter(([f]) => f.case === decided)
        .slice(1, 3).map(([, i]) => i);
    [all[a], all[b]] = [all[b], all[a]];
    return all;
}, new RegExp(`Case ${decided}: event 1 is missing: entry \\d+ .* is already event 2`),
   /events were reordered or forged/);

/* The last event of its case: nothing in the chain tells that it is gone. */
const silent = leaves.map(fields).find((f) => f.type === 'deadline.missed' &&
    f.fact.some(([name, value]) => name === 'clock' && value === 'initial_review') &&
    ofCase(f.case).length === Number(f.seq) + 1 && Number(f.seq) === 1);

forged('A deadline passes, and nobody says so',
    (all) => all.filter((l) => fields(l).case !== silent.case || fields(l).type !== 'deadline.missed'),
    () => new RegExp(`Case ${silent.case}: the due date \\d{4}-\\d\\d-\\d\\d for the first review passed silently: ` +
                     'it was not met, and no deadline\\.missed says so'));

/* A name that was opened: without one of its three approvals, whatever else is mended. */
const named = leaves.map(fields).find((f) => f.type === 'identity.opened');
const approval = leaves.map(fields).find((f) => f.case === named.case && f.type === 'identity.approved');

forged('A name is opened, and only two agencies agreed', (all) => relink(all.filter((l) =>
    fields(l).case !== named.case || fields(l).seq !== approval.seq), named.case),
    new RegExp(`Case ${named.case}: entry \\d+ \\(identity\\.opened\\): a name was opened with fewer than three`));

forged('A name is opened that nobody asked for', (all) => relink(all.filter((l) =>
    fields(l).case !== named.case || fields(l).type !== 'identity.requested'), named.case),
    new RegExp(`Case ${named.case}: entry \\d+ \\(identity\\.opened\\): no request to open the name was open`));

/* ---- keys, copies, numbers ---- */

spoilt('An agency\'s key is exchanged', (dir) => sql(dir,
    "UPDATE agency SET sign_pk = randomblob(32) WHERE code = 'bawaslu';"),
    /The database holds another key of bawaslu than the log names: the key was exchanged/);

forged('An agency\'s key is exchanged in the log', (all) => {
    const at = all.findLastIndex((l) => fields(l).type === 'agency.key');
    const text = all[at].replace(/\nfact sign \S+\n/, `\nfact sign ${Buffer.alloc(32, 9).toString('base64')}\n`)
        .replace(/\nby \S+\n/, '\nby posko\n').replace(/\nkey [^]*$/, '\nkey -\n');
    all.push(text.replace(/\nat \S+\n/, `\nat ${fields(all.at(-1)).at.length > 10
        ? fields(all.at(-1)).at : `${fields(all.at(-1)).at}T08:00:00+07:00`}\n`));
    return all;
}, /the key of \w+ was exchanged without that agency's signature\. Ask \w+ whether the new key is its own/);

/* The newest agency.key once more, changed, as of now. */
function keyAgain(all, change) {
    const text = change(all[all.findLastIndex((l) => fields(l).type === 'agency.key')]);
    const now = fields(all.at(-1)).at;
    return [...all, text.replace(/\nat \S+\n/, `\nat ${now.length > 10 ? now : `${now}T08:00:00+07:00`}\n`)];
}
const other = Buffer.alloc(32, 9).toString('base64'), line = Buffer.alloc(64, 7).toString('base64');

forged('An agency\'s key is renewed by who does not hold the one before', (all) =>
    keyAgain(all, (text) => text.replace(/\nfact sign \S+\n/, `\nfact sign ${other}\n`)
        .replace(/\nkey (\S+) [^]*$/, (_, by) => `\nkey ${by} ${line}\nkey ${by}.new ${line}\n`)),
    /the key of \w+ was exchanged without that agency's signature\. Ask \w+ whether the new key is its own/);

forged('Only the key to seal to is exchanged, and the signing key stays', (all) =>
    keyAgain(all, (text) => text.replace(/\nfact box \S+\n/, `\nfact box ${other}\n`)
        .replace(/\nby \S+\n/, '\nby posko\n').replace(/\nkey [^]*$/, '\nkey -\n')),
    /the key of \w+ was exchanged without that agency's signature/);

forged('A key is said to be lost, and no other agency says so', (all) =>
    keyAgain(all, (text) => text.replace(/\nfact sign \S+\n/, `\nfact sign ${other}\n`)
        .replace(/\nfact sign /, '\nfact lost yes\nfact sign ')
        .replace(/\nby \S+\n/, '\nby posko\n').replace(/\nkey [^]*$/, '\nkey -\n')),
    /is said to have lost its key, but only 0 other agencies signed the new one/);

test('Yesterday\'s copy is put back: the server does not start, and audit says why', async () => {
    const copy = join(folder, 'old');
    cpSync(home, copy, { recursive: true });
    const post = new Post({ folder: join(folder, 'serving') });
    cpSync(copy, join(folder, 'kept'), { recursive: true });
    post.dir = copy;
    await post.serve(); /* it goes on: at the least its own rules and heartbeat become entries */
    await post.stop();
    for (const name of ['posko.db', 'posko.db-wal', 'posko.db-shm'])
        rmSync(join(copy, name), { force: true });
    cpSync(join(folder, 'kept', 'posko.db'), join(copy, 'posko.db'));
    found(audit(copy), /\d+ entries were signed, but only \d+ can be had: the rest was removed, or this is an old copy/);
    const start = run(POSKO, ['serve', copy, '--listen', '127.0.0.1:0']);
    assert.equal(start.status, 1);
    assert.match(start.said, /this is an old copy|do not lead to the head that was signed/);
});

test('A wrong number is published beside the log: audit says which', () => {
    const copy = join(folder, 'wrong');
    cpSync(out, copy, { recursive: true });
    const numbers = JSON.parse(readFileSync(join(copy, 'statistics.json'), 'utf8'));
    const was = numbers.numbers.due_overdue.review;
    numbers.numbers.due_overdue.review = 0;
    writeFileSync(join(copy, 'statistics.json'), JSON.stringify(numbers));
    assert.ok(was > 0);
    found(audit(copy), new RegExp('A wrong number is published: "due_overdue, review" is given as 0, ' +
                                  `but the log's entries make ${was}`));
});

test('A server that publishes a wrong number is found out; tables of its own change no number', async () => {
    const copy = join(folder, 'live');
    cpSync(home, copy, { recursive: true });
    sql(copy, 'UPDATE case_state SET stage = 6; DELETE FROM case_clock; DELETE FROM case_referral;');
    const post = new Post({ folder: join(folder, 'live-run') });
    post.dir = copy;
    await post.serve();
    const liar = http.createServer(async (asked, answer) => {
        const real = await fetch(`http://127.0.0.1:${post.port}${asked.url}`);
        let body = Buffer.from(await real.arrayBuffer());
        if (asked.url === '/api/v1/statistics')
            body = Buffer.from(body.toString().replace(/"cases":\d+/, '"cases":7'));
        answer.writeHead(real.status);
        answer.end(body);
    });
    try {
        await new Promise((done) => liar.listen(0, '127.0.0.1', done));
        const honest = `http://127.0.0.1:${post.port}`;
        const shown = await (await fetch(`${honest}/api/v1/statistics`)).json();
        const counted = await runLater(['audit', honest, '--json']);
        assert.equal(counted.status, 0, counted.said);
        const ours = JSON.parse(counted.said);
        assert.deepEqual(shown, ours.statistics); /* to the digit, though the tables are spoilt */
        assert.equal(ours.numbers_compared, true);
        assert.ok(shown.numbers.stage.received > 0);
        found(await runLater(['audit', `http://127.0.0.1:${liar.address().port}`]),
              /A wrong number is published: "log, cases" is given as 7, but the log's entries make 36/);
    } finally {
        liar.close();
        await post.stop();
    }
    found(audit(copy), /the saved state is not what its events make/);
});

/* ---- what no entry tells, and agencies attest ---- */

const table = leaves.findLast((l) => fields(l).type === 'statistics.attested');
const tableFact = (name) => fields(table).fact.find(([n]) => n === name)[1];

spoilt('An attested table is altered in the database', (dir) => sql(dir,
    "UPDATE attested SET content = replace(content, 'cases ', 'cases 1');"),
    /The attested numbers of \d{4}-\d\d-\d\d are not those whose hash the log holds: they were altered/);

test('A wrong attested number is published beside the log: audit says which', () => {
    const copy = join(folder, 'wrong-attested');
    cpSync(out, copy, { recursive: true });
    const numbers = JSON.parse(readFileSync(join(copy, 'statistics.json'), 'utf8'));
    const was = numbers.attested.cases;
    numbers.attested.cases += 100;
    writeFileSync(join(copy, 'statistics.json'), JSON.stringify(numbers));
    found(audit(copy), new RegExp(`A wrong attested number is published: "cases" is given as ${was + 100}, ` +
                                  `but the table that the log holds says ${was}\\.`));
});

test('An attested table is exchanged, and the log hashed and signed anew: what agencies signed is another', () => {
    const copy = join(folder, 'exchanged'), day = tableFact('day');
    cpSync(out, copy, { recursive: true });
    const text = readFileSync(join(copy, 'attested', day), 'utf8')
        .replace(/\ncases (\d+)\n/, (_, n) => `\ncases ${Number(n) + 1}\n`);
    writeFileSync(join(copy, 'attested', day), text);
    const hash = createHash('sha256').update(text).digest('hex');
    forgeLog(copy, leaves.map((l) => l === table ? l.replace(tableFact('sha256'), hash) : l), key);
    found(audit(copy),
          new RegExp(`\\w+ confirmed other attested numbers of ${day} than those the log holds: they were exchanged`),
          new RegExp(`The attested numbers of ${day} have a sum that fell, or moved by less than 5`));
});

forged('An agency\'s word on a table is made up', (all) => all.map((l) =>
    fields(l).type === 'statistics.disputed' || fields(l).type === 'statistics.confirmed'
        ? l.replace(/\nby \S+\n/, '\nby posko\n').replace(/\nkey [^]*$/, '\nkey -\n') : l),
    /says that \w+ confirmed the attested numbers of \S+, but \w+ did not sign it/);

/* Not spawnSync: the liar answers from this very process. */
async function runLater(args) {
    const { spawn } = await import('node:child_process');
    const child = spawn(POSKO, args);
    let said = '';
    child.stdout.on('data', (d) => { said += d; });
    child.stderr.on('data', (d) => { said += d; });
    const status = await new Promise((done) => child.on('close', done));
    return { status, said };
}
