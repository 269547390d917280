/*
 * look: what must hold of a page in whatever state it is shown. Each check adds a sentence to a
 * list; an empty list is a page that is well.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { HtmlValidate } from 'html-validate';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/* Dark changes colours and nothing else: only the rules that read colours are run again. */
const COLOUR = { 'color-contrast': { enabled: true }, 'link-in-text-block': { enabled: true } };

/* What an HTML parser would have to mend, and what means another thing than it says. */
const html = new HtmlValidate({
    root: true,
    extends: ['html-validate:standard'],
    rules: {
        'void-style': 'off', 'no-trailing-whitespace': 'off', 'attr-quotes': 'off', 'doctype-style': 'off',
        'no-inline-style': 'error', 'no-implicit-button-type': 'off', /* in a form: it submits */
        'long-title': 'off', 'attribute-boolean-style': 'off', 'attribute-empty-style': 'off',
        'no-implicit-input-type': 'off', 'tel-non-breaking': 'off', /* the style sheet keeps them whole */
        'prefer-native-element': 'off', 'no-autoplay': 'error',
        'valid-autocomplete': 'off', /* "off" with fields a browser must not remember */
        'require-sri': 'off', 'no-redundant-role': 'error', 'autofocus-valid': 'off',
    },
});

async function axe(page, rules) {
    if (!(await page.evaluate(() => 'axe' in window)))
        await page.evaluate(AXE);
    const found = await page.evaluate(([tags, some]) => window.axe.run(document, {
        runOnly: some ? { type: 'rule', values: Object.keys(some) } : { type: 'tag', values: tags },
        resultTypes: ['violations'] }), [TAGS, rules]);
    return found.violations.map((v) => `${v.id}: ${v.help}: `
        + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(' | '));
}

async function sized(page, width, dark, height = 740) {
    await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
    await page.setViewportSize({ width, height });
}

/* What a thumb must hit and cannot: under 44 px high. A link inside a sentence is excepted. */
const small = () => [...document.querySelectorAll('a[href],button,select,textarea,summary,'
        + 'input:not([type=hidden]):not([type=radio]):not([type=checkbox]),.choice>label')]
    .filter((el) => el.getClientRects().length && !el.closest('.vh,[aria-hidden=true],.skip')
        && !(el.tagName === 'A' && getComputedStyle(el).display === 'inline'))
    .map((el) => [el, el.getBoundingClientRect().height])
    .filter(([, high]) => high < 43.5)
    .map(([el, high]) => `a thumb misses "${(el.innerText || el.name || '').trim().slice(0, 30)}"`
                         + ` <${el.tagName.toLowerCase()} class="${el.className}">: ${high.toFixed(1)} px high`);

/* Wider than the window: who sticks out. */
const wide = () => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [`${document.documentElement.scrollWidth} px wide in ${room}: `
        + [...document.body.querySelectorAll('*')]
            .filter((el) => el.getBoundingClientRect().right > room + 1 && !el.closest('.scroll,.tabs,.vh'))
            .slice(-2).map((el) => el.outerHTML.slice(0, 120)).join(' | ')];
};

/* Words on words: a text that is laid over the next one. */
const covered = () => [...document.querySelectorAll('.clk b,.rowi .t,.rowi .meta,.rowi .rt>*')]
    .flatMap((el) => {
        const a = el.getBoundingClientRect();
        return [...(el.closest('.rowi')?.querySelectorAll('.clk b,.rowi .t,.rowi .meta,.rowi .rt>*') ?? [])]
            .filter((other) => other !== el && !other.contains(el) && !el.contains(other))
            .map((other) => [other, other.getBoundingClientRect()])
            .filter(([, b]) => b.width && a.left < b.right - 1 && b.left < a.right - 1
                && a.top < b.bottom - 3 && b.top < a.bottom - 3)
            .map(([other]) => `"${el.innerText}" lies over "${other.innerText.slice(0, 30)}"`);
    }).slice(0, 2);

/*
 * public: is for everybody alike and may be kept; else no-store. error: says what to mend.
 * citizen: pages used with a thumb.
 */
export async function faults(page, { citizen = true, open = false, error = false } = {}) {
    const bad = [];
    const document_ = page.document;
    const title = await page.title();
    const lang = await page.getAttribute('html', 'lang');

    if (await page.locator('h1').count() !== 1)
        bad.push(`${await page.locator('h1').count()} headings of the first rank`);
    if (error !== null && error !== /^(Kesalahan|Error): /.test(title))
        bad.push(`the title is "${title}"`);
    if (error && !(await page.evaluate(() => Boolean(document.activeElement.closest('.err-sum'))
            || document.activeElement === document.querySelector('[aria-invalid=true]'))))
        bad.push('the focus is neither on the summary nor on the first field');
    if (error)
        for (const to of await page.locator('.err-sum a').evaluateAll((all) => all
            .map((a) => a.getAttribute('href')).filter((h) => h.startsWith('#') && !document.querySelector(h))))
            bad.push(`the summary leads to ${to}, which is not there`);
    if (!open && document_ && (await document_.allHeaders())['cache-control'] !== 'no-store')
        bad.push(`cache-control: ${(await document_.allHeaders())['cache-control']}`);
    if (/\{\w+\}|[a-z]+\.[a-z_]+\.[a-z_]+\b(?!\.id)/.test(await page.innerText('main')))
        bad.push(`a hole or a key is shown: ${(await page.innerText('main')).match(/\{\w+\}|[a-z]+\.[a-z_]+\.[a-z_]+/)[0]}`);
    for (const [width, height] of [[1280, 900], [360, 740]]) {
        await sized(page, width, false, height);
        bad.push(...(await axe(page)).map((v) => `${lang} ${width}: ${v}`));
        bad.push(...(await page.evaluate(covered)).map((v) => `${width}: ${v}`));
        if (width === 1280)
            bad.push(...(await page.evaluate(wide)));
        await sized(page, width, true, height);
        bad.push(...(await axe(page, COLOUR)).map((v) => `${width} dark: ${v}`));
    }
    await sized(page, 360, false);
    if (citizen)
        bad.push(...(await page.evaluate(small)));
    await sized(page, 320, false);
    bad.push(...(await page.evaluate(wide)));
    await sized(page, 360, false);
    bad.push(...page.strangers.map((url) => `asks ${url}`), ...page.complaints);
    page.strangers.length = page.complaints.length = 0;
    return bad;
}

/* The bytes as they were sent, before any script. */
export async function spelling(text) {
    const report = await html.validateString(text);
    return report.results.flatMap((r) => r.messages)
        .map((m) => `${m.ruleId}: ${m.message} (${text.split('\n')[m.line - 1]?.slice(Math.max(0, m.column - 30), m.column + 60)})`);
}

/* One check of one state, as a test of its own. */
export function looker(t) {
    return (page, name, how) => t.test(name, async () => {
        const bad = await faults(page, how);
        const doc = page.document;
        if (doc && doc.ok())
            bad.push(...(await spelling(await doc.text())).map((m) => `html: ${m}`));
        assert.deepEqual([...new Set(bad)], []);
    });
}
