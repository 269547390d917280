/*
 * keys: an officer leaves during work on many open cases: how long until all are sealed to the new
 * key, and what the desk and filing feel of it meanwhile. Prints rows of bench/run's table.
 *
 *   POSKO=build/posko node bench/keys.mjs      BENCH_CASES=10000   open cases
 *
 * Nothing here asserts a time. It fails when a case is left behind.
 */
import { OWN_PASSWORD, Post, reportBody } from '../tests/flow/post.mjs';

const CASES = Number(process.env.BENCH_CASES ?? 10000), TOGETHER = 16, BEFORE = 200;

const post = await new Post({ config: 'limit.filings_per_hour = 0\n' }).serve();
const say = (text) => process.stderr.write(`bench: ${text}\n`);
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);
const at = (times, share) => [...times].sort((a, b) => a - b)[Math.floor((times.length - 1) * share)];
const ms = (n) => `${n.toFixed(1)} ms`;

async function timed(what) {
    const begin = performance.now();
    await what();
    return performance.now() - begin;
}

const report = () => post.api('POST', '/api/v1/reports', { expect: 201, body: reportBody({}) });

async function stale() {
    const text = (await post.browser().get('/metrics')).text;
    const value = (name) => Number(text.match(new RegExp(`^${name}\\{agency="bawaslu"\\} (\\d+)`, 'm'))[1]);
    return { waiting: value('posko_reseal_waiting'), done: value('posko_reseal_done') };
}

try {
    say(`${CASES} reports`);
    for (let n = 0; n < CASES; n += TOGETHER)
        await Promise.all([...Array(Math.min(TOGETHER, CASES - n))].map(report));
    const head = await post.officer('bawaslu.1');
    const inbox = () => timed(() => head.get('/meja'));
    const before = [], filedBefore = [];
    for (let n = 0; n < BEFORE; n++) {
        before.push(await inbox());
        filedBefore.push(await timed(report));
    }
    say('renew');
    const page = await head.get('/meja/lembaga/kunci');
    const renewed = await timed(() => head.send(page.form('/kunci'), { password_again: OWN_PASSWORD }));
    const begin = performance.now(), meanwhile = [], filed = [];
    let now = await stale();
    while (now.waiting > 0) {
        meanwhile.push(await inbox());
        filed.push(await timed(report));
        now = await stale();
    }
    const total = performance.now() - begin;
    if (now.done < CASES)
        throw new Error(`only ${now.done} of ${CASES} cases were sealed anew`);
    row('an officer leaves: keys renewed', 'an answer', ms(renewed));
    row(`... ${now.done} cases sealed anew`, 'in the background', `${(total / 1000).toFixed(1)} s`);
    row('... the inbox meanwhile, median (before)', 'usable',
        `${ms(at(meanwhile, 0.5))} (${ms(at(before, 0.5))}), ${(at(meanwhile, 0.5) / at(before, 0.5)).toFixed(2)} ×`);
    row('... the inbox meanwhile, 99 of 100 (before)', '',
        `${ms(at(meanwhile, 0.99))} (${ms(at(before, 0.99))})`);
    row('... filing meanwhile, median (before)', '',
        `${ms(at(filed, 0.5))} (${ms(at(filedBefore, 0.5))}), ${(at(filed, 0.5) / at(filedBefore, 0.5)).toFixed(2)} ×`);
    say(`${meanwhile.length} inbox pages meanwhile`);
} finally {
    await post.end();
}
