/*
 * manual: docs/petugas.md as one who has nothing else reads it. Words in bold are what the program
 * shows: a chapter can be walked only by pressing, filling and reading words that stand in bold in it,
 * and it is not over before all of them were met. So a page that changes its words fails the manual,
 * and a manual that leaves out a step cannot be walked.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { small } from './png.mjs';

const HERE = (path) => fileURLToPath(new URL(`../../docs/${path}`, import.meta.url));
const SCREENS = process.env.POSKO_SCREENS; /* a folder: pictures are written there */
const EDGE = 12, BARS = 160; /* px around a picture; of the bars that stay where they are */

const fold = (text) => text.replace(/\s+/g, ' ').trim();
const exactly = (words) => new RegExp(`^${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);

export class Manual {
    constructor(path = 'petugas.md') {
        const [, ...parts] = readFileSync(HERE(path), 'utf8').split(/^## /m);
        this.chapters = new Map(parts.map((part) => {
            const end = part.indexOf('\n');
            return [part.slice(0, end).trim(), part.slice(end)];
        }));
        this.always = boldIn(this.chapters.get('Yang berlaku di semua halaman'));
        this.walked = new Set(['Yang berlaku di semua halaman']);
    }

    chapter(title) {
        assert.ok(this.chapters.has(title), `the manual has no chapter "${title}"`);
        this.walked.add(title);
        return new Chapter(this.chapters.get(title), this.always);
    }

    done() {
        assert.deepEqual([...this.chapters.keys()].filter((c) => !this.walked.has(c)), [],
                         'chapters that nobody walked');
    }
}

const boldIn = (text) => new Set([...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, words]) => fold(words)));

class Chapter {
    constructor(text, always) {
        this.text = text;
        this.bold = boldIn(text);
        this.bold.delete('dan'); /* stressed, not shown */
        this.always = always;
        this.met = new Set();
        this.pictures = new Set([...text.matchAll(/\]\(screens\/([a-z-]+)\.png\)/g)].map(([, n]) => n));
        this.commands = [...text.matchAll(/```sh\n([^]*?)```/g)].flatMap(([, c]) => c.trim().split('\n'));
    }

    says(words) {
        assert.ok(this.bold.has(words) || this.always.has(words),
                  `this chapter does not say **${words}**`);
        this.met.add(words);
    }

    /* An address that one types. */
    async open(page, path) {
        assert.ok(this.text.includes(`\`${path}\``), `this chapter does not say \`${path}\``);
        await page.goto(path);
    }

    /* What has these words on it, and leads to another page. `within`: a row, a part of the page. */
    async press(page, words, within = page.locator('body')) {
        this.says(words);
        const what = await this.find(page, words, within);
        await Promise.all([page.waitForEvent('load'), what.click()]);
    }

    async find(page, words, within) {
        const looks = () => ['link', 'button'].flatMap((role) =>
            [within.getByRole(role, { name: words, exact: true }),
             within.getByRole(role, { name: new RegExp(`^${exactly(words).source.slice(1, -1)}\\b`) })]);
        for (const found of looks())
            if (await found.count() && await found.first().isVisible())
                return found.first();
        const name = page.locator('header details.menu summary'); /* on a phone, behind the initials */
        if (await name.isVisible())
            await name.click();
        for (const found of looks())
            if (await found.count() && await found.first().isVisible())
                return found.first();
        throw new Error(`nothing to press says "${words}" at ${page.url()}:\n${await page.innerText('body')}`);
    }

    /* What opens on the page itself. */
    async unfold(page, words) {
        this.says(words);
        await page.locator('summary', { hasText: words }).click();
    }

    async fill(page, words, value) {
        this.says(words);
        await page.getByLabel(words, { exact: true }).fill(value);
    }

    async choose(page, words) {
        this.says(words);
        await page.locator('label', { hasText: words }).first().click();
    }

    /* What is read on the page, one by one. */
    async read(page, ...all) {
        const text = fold(await page.innerText('body'));
        for (const words of all) {
            this.says(words);
            assert.ok(text.includes(words), `"${words}" is not on ${page.url()}:\n${text}`);
        }
    }

    /* The command that begins so, as the manual has it, in that directory. */
    command(begin, dir) {
        const line = this.commands.find((c) => c.startsWith(begin));
        assert.ok(line, `the manual has no command "${begin}"`);
        return line.replace('/var/lib/posko', dir).match(/"[^"]*"|\S+/g).slice(1)
            .map((word) => word.replaceAll('"', ''));
    }

    /* The page as it is now; the file is written only when asked. */
    async picture(page, name, part = page.locator('.page')) {
        assert.ok(this.pictures.delete(name), `the manual shows no ${name}.png`);
        if (!SCREENS)
            return assert.ok(existsSync(HERE(`screens/${name}.png`)), `docs/screens/${name}.png is not there`);
        mkdirSync(SCREENS, { recursive: true });
        const was = page.viewportSize();
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({ width: was.width, height: height + BARS }); /* bars lie over nothing */
        await page.mouse.move(0, 0);
        const at = await part.first().boundingBox();
        const x = Math.max(0, at.x - EDGE), y = Math.max(0, at.y - EDGE);
        const bytes = await page.screenshot({ clip: { x, y, width: Math.min(was.width - x, at.width + 2 * EDGE),
                                                      height: at.height + 2 * EDGE } });
        await page.setViewportSize(was);
        writeFileSync(join(SCREENS, `${name}.png`), small(bytes));
    }

    done() {
        assert.deepEqual([...this.bold].filter((words) => !this.met.has(words)), [],
                         'the manual says these, and nobody met them');
        assert.deepEqual([...this.pictures], [], 'pictures that nobody made');
    }
}
