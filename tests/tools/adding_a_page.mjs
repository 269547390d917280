/*
 * adding_a_page: does what docs/adding-a-page.md says, to the letter, on a copy of the
 * tree, and then asks a fresh post for the new page. The document is the test: its
 * blocks are pasted where its sentences say, its commands are run as they stand.
 *
 *   node --test tests/tools/adding_a_page.mjs      POSKO_SOURCE: the tree (default: here)
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { after } from 'node:test';
import { pathToFileURL } from 'node:url';

const SOURCE = process.env.POSKO_SOURCE ?? '.';
const COPY = mkdtempSync(join(tmpdir(), 'posko-page-'));
after(() => rmSync(COPY, { recursive: true, force: true }));

function run(command, args, cwd = COPY, env = {}) {
    const ran = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 64 << 20,
                                           env: { ...process.env, ...env } });
    assert.equal(ran.status, 0, `${command} ${args.join(' ')}\n${ran.stdout}\n${ran.stderr}`);
    return ran.stdout;
}

/* What git would hold, and what is not added yet; nothing that was built. Without git
 * (an unpacked archive) the whole tree but its build folders. */
function copyTree() {
    if (!existsSync(join(SOURCE, '.git')))
        return cpSync(SOURCE, COPY, { recursive: true, filter: (path) =>
            !/(^|\/)(build[^/]*|node_modules)$/.test(path.slice(SOURCE.length)) });
    const names = run('git', ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others',
                              '--exclude-standard'], SOURCE);
    for (const name of names.split('\0').filter((n) => n && existsSync(join(SOURCE, n)))) {
        mkdirSync(dirname(join(COPY, name)), { recursive: true });
        cpSync(join(SOURCE, name), join(COPY, name));
    }
}

/* The steps: each fenced block with the sentence above it. */
function stepsOf(document) {
    const steps = [], fence = /(?:^(.+)\n\n)?^```(\w+)\n([^]*?)^```$/gm;

    for (const [, sentence = '', kind, text] of document.matchAll(fence)) {
        const where = sentence.match(/^(New file|At the end of|In) `([^`]+)`(?:, after `([^`]+)`)?:$/);
        assert.ok(kind === 'sh' || where, `a block nobody says the place of, after: ${sentence}`);
        steps.push(kind === 'sh' ? { commands: text.trim().split('\n') }
                                 : { how: where[1], file: where[2], line: where[3], text });
    }
    return steps;
}

function paste({ how, file, line, text }) {
    const path = join(COPY, file);

    if (how === 'New file') {
        assert.ok(!existsSync(path), `${file} is there already`);
        return writeFileSync(path, text);
    }
    const old = readFileSync(path, 'utf8');
    if (how === 'At the end of')
        return writeFileSync(path, old + text);
    assert.equal(old.split(`${line}\n`).length, 2, `${file} has the line once: ${line}`);
    writeFileSync(path, old.replace(`${line}\n`, () => `${line}\n${text}`));
}

const ENV = { MAKEFLAGS: '', NODE_TEST_CONTEXT: '' };

/* Faults that the tree had before are the lint test's; what the document has one write is ours. */
function tidy() {
    const { stdout, stderr } = spawnSync('make', ['tidy'], { cwd: COPY, encoding: 'utf8' });
    for (const { file } of pasted.filter((s) => s.how === 'New file'))
        assert.ok(!`${stdout}${stderr}`.includes(`${file}:`), `${stdout}${stderr}`);
}

copyTree();
const steps = stepsOf(readFileSync(join(COPY, 'docs/adding-a-page.md'), 'utf8'));
const pasted = steps.filter((s) => s.file);

test('The document has all the steps that it promises', () => {
    const said = pasted.map((s) => s.file);
    for (const part of ['.page.html', 'src/page/address.h', 'src/web/address.c', '.id.po', '.en.po',
                        '_routes.c', 'samples/address.c', 'tests/flow/'])
        assert.ok(said.some((file) => file.includes(part)), part);
});

test('Each block finds its place', () => pasted.forEach(paste));

test('Each command works', () => {
    /* As a newcomer's, but for speed: the page needs neither the tests nor the optimizer. */
    run('meson', ['setup', 'build', '-Dtests=false', '--buildtype=debug']);
    for (const command of steps.filter((s) => s.commands).flatMap((s) => s.commands))
        if (command === 'make tidy')
            tidy();
        else
            run('sh', ['-c', command], COPY, ENV);
});

test('The sample lies where the document says', () => {
    for (const lang of ['id', 'en'])
        assert.match(readFileSync(join(COPY, `build/preview/address.${lang}.html`), 'utf8'),
                     /tel:0291555148/);
});

test('A fresh post serves the page in both languages', async () => {
    process.env.POSKO = join(COPY, 'build/posko');
    const { Post } = await import(pathToFileURL(join(COPY, 'tests/flow/post.mjs')));
    const post = await new Post().serve();
    try {
        const browser = post.browser();
        assert.match((await browser.get('/alamat')).words, /Alamat Posko.*Alun-alun 1/);
        assert.match((await browser.get('/alamat?lang=en')).words, /Where to find us.*Alun-alun 1/);
    } finally {
        await post.end();
    }
});
