/*
 * sign_in_storm: what a thousand sign-in attempts a second do to people who file reports.
 *
 *     BUILD=build node bench/sign_in_storm.mjs [REPORTS] [ROUNDS]
 *
 * One post; in each round the same reports are filed three times: in quiet, beside a thousand
 * posts a second to an address that is not there, and beside as many attempts at the door. The
 * same generator sends both, on the same cores: what the door costs beyond HTTP is the ratio of
 * the last two. The attempts come from this machine, which no rate limit holds back: the worst
 * case. Meanwhile an officer comes in by the browser he uses. Prints rows of bench/run's table.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';

const BUILD = resolve(process.env.BUILD ?? 'build');
process.env.POSKO ??= join(BUILD, 'posko');
const { Post, totp } = await import('../tests/flow/post.mjs');

const REPORTS = Number(process.argv[2] ?? 4000), ROUNDS = Number(process.argv[3] ?? 5);
const PER_SECOND = 1000, FILERS = 16, KNOCKERS = 200, TARGET = 0.9;

const values = (text) => Object.fromEntries(text.trim().split('\n').map((l) => l.split('=')));
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

/* The generator, under way; what it said, once it is told to stop or has finished. */
function load(post, what, clients, number, ...rest) {
    const child = spawn(join(BUILD, 'bench/load'), [what, `127.0.0.1:${post.port}`,
        String(post.server.pid), String(clients), String(number), ...rest],
        { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (d) => { said += d; });
    const ended = once(child, 'exit').then(() => values(said));
    return { ended, stop: () => (child.kill('SIGTERM'), ended) };
}

async function file(post) {
    const told = await load(post, 'report', FILERS, REPORTS, join(post.folder, 'codes')).ended;
    if (Number(told.fine) !== REPORTS)
        throw new Error(`of ${REPORTS} reports ${told.fine} were filed`);
    return told;
}

/* The officer at the door: his status, and how long it took. */
async function comeIn(browser, slip, step) {
    const page = await browser.get('/meja/masuk'), began = performance.now();
    const answer = await browser.submit(page.form('/meja/masuk'),
        { login: 'kpu.1', password: slip.password, totp: totp(slip.secret, step) });
    return `${answer.status === 303 ? 'in' : `refused (${answer.status})`} after `
        + `${((performance.now() - began) / 1000).toFixed(1)} s`;
}

async function beside(post, path, token, during = async () => {}) {
    const storm = load(post, 'knock', KNOCKERS, PER_SECOND, path, token);
    await new Promise((r) => setTimeout(r, 3000));
    const began = performance.now();
    const filed = await file(post);
    const s = (performance.now() - began) / 1000;
    await during();
    const told = await storm.stop();
    return { rate: Number(filed.rate), p99: Number(filed.p99_ms), s,
             sent: (Number(told.fine) + Number(told.failed)) / Number(told.seconds), told };
}

async function measure() {
    const post = await new Post({ config: 'limit.filings_per_hour = 0\n' }).serve();
    const rounds = [];
    let officer = '';
    try {
        const mine = await post.officer('kpu.1'), slip = post.slips['kpu.1'];
        const token = encodeURIComponent((await post.browser().get('/meja/masuk'))
            .form('/meja/masuk').value('csrf'));
        await file(post); /* warm */
        for (let n = 0; n < ROUNDS; n++) {
            const quiet = await file(post);
            const control = await beside(post, '/tidak-ada', token);
            const storm = await beside(post, '/meja/masuk', token, n > 0 ? undefined : async () => {
                mine.cookies.delete('posko_officer');
                officer = await comeIn(mine, slip, 0);
            });
            rounds.push({ quiet: Number(quiet.rate), p99: Number(quiet.p99_ms), control, storm });
            console.error(`storm: round ${n + 1}: ${quiet.rate}, ${control.rate}, ${storm.rate} reports/s`);
        }
        const stranger = await comeIn(post.browser(), slip, 1);
        const of = (pick) => median(rounds.map(pick));
        const last = rounds.at(-1).storm;
        const load1 = readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
        console.log(`| filing beside ${PER_SECOND} sign-in attempts/s, to filing beside as many refused posts `
            + `| ≥ ${TARGET} × | ${of((r) => r.storm.rate / r.control.rate).toFixed(2)} × `
            + `(${of((r) => r.storm.rate).toFixed(0)}/s to ${of((r) => r.control.rate).toFixed(0)}/s; p99 `
            + `${of((r) => r.storm.p99).toFixed(0)} to ${of((r) => r.control.p99).toFixed(0)} ms; median of `
            + `${ROUNDS} rounds, load average ${load1}) |`);
        console.log(`| the same to filing in quiet | - | ${of((r) => r.storm.rate / r.quiet).toFixed(2)} × `
            + `(${of((r) => r.quiet).toFixed(0)}/s, p99 ${of((r) => r.p99).toFixed(0)} ms) |`);
        console.log(`| attempts begun, and how they were answered | - | ${last.sent.toFixed(0)}/s: `
            + `${last.told.status_422} wrong or to wait, ${last.told.status_503} told to come again, `
            + `${last.told.status_other} else |`);
        console.log(`| the officer all this was about | nobody locked out | in the storm, by his own browser: `
            + `${officer}; after it, by a strange one: ${stranger} |`);
    } finally {
        await post.end();
    }
}

await measure();
