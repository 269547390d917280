/*
 * look: looking for words and keys in bytes as an intruder with the whole machine would:
 * as they are, in any case, in UTF-16, base64 (wherever it begins) and hexadecimal; in
 * files, and in the memory of a process. Needles are { name: string or Buffer }.
 */
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

export function filesBelow(folder) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((e) =>
        e.isDirectory() ? filesBelow(join(folder, e.name)) : [join(folder, e.name)]);
}

/* What base64 makes of it at each place in a group of three, without the doubtful ends. */
function base64Of(bytes) {
    return [0, 1, 2].map((before) => {
        const all = Buffer.concat([Buffer.alloc(before), bytes]);
        const end = Math.floor(all.length / 3) * 4;
        return all.toString('base64').slice(before ? 4 : 0, end);
    });
}

/* [coat, bytes, compared without case?] of everything a needle may look like. */
export function coatsOf(needle) {
    const bytes = Buffer.from(needle);
    const coats = [['hex', Buffer.from(bytes.toString('hex')), true]];

    if (typeof needle === 'string') {
        coats.push(['as it is', Buffer.from(needle.toLowerCase()), true]);
        coats.push(['UTF-16', Buffer.from(needle.toLowerCase(), 'utf16le'), true]);
    } else {
        coats.push(['as it is', bytes, false]);
    }
    for (const text of base64Of(bytes)) {
        coats.push(['base64', Buffer.from(text), false]);
        if (/[+/]/.test(text))
            coats.push(['base64url', Buffer.from(text.replaceAll('+', '-').replaceAll('/', '_')),
                        false]);
    }
    return coats;
}

function lowered(bytes) {
    const low = Buffer.from(bytes);
    for (let i = 0; i < low.length; i++)
        if (low[i] >= 65 && low[i] <= 90)
            low[i] += 32;
    return low;
}

/* Runs of empty pages say nothing: one is kept of each, so that nothing grows together. */
function withoutEmpty(bytes) {
    const page = 4096, nothing = Buffer.alloc(page), kept = [];
    let empty = false;

    for (let at = 0; at < bytes.length; at += page) {
        const part = bytes.subarray(at, at + page);
        const blank = part.equals(nothing.subarray(0, part.length));
        if (!blank || !empty)
            kept.push(part);
        empty = blank;
    }
    return Buffer.concat(kept);
}

/* "name (coat)" of each needle that is in there. */
export function foundIn(bytes, needles) {
    const there = withoutEmpty(bytes), low = lowered(there), found = [];

    for (const [name, needle] of Object.entries(needles))
        for (const [coat, look, anyCase] of coatsOf(needle))
            if ((anyCase ? low : there).includes(look))
                found.push(`${name} (${coat})`);
    return found;
}

/* Every page of it that can be read and is its own: what a core file or the swap would hold. */
export function* memoryOf(pid) {
    const mem = openSync(`/proc/${pid}/mem`, 'r');
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').trim().split('\n')) {
        const [, from, to, perms, name] = line.match(/^(\w+)-(\w+) (\S+) \S+ \S+ \S+ *(.*)$/);
        if (!perms.startsWith('r') || /^\[v/.test(name))
            continue;
        const [begin, end] = [Number(`0x${from}`), Number(`0x${to}`)];
        const bytes = Buffer.alloc(Math.min(end - begin, 256 << 20));
        try {
            yield [`${from}-${to} ${name}`, begin,
                   bytes.subarray(0, readSync(mem, bytes, 0, bytes.length, begin))];
        } catch (e) {
            if (!['EIO', 'EFAULT'].includes(e.code))
                throw e;
        }
    }
    closeSync(mem);
}

/* The process and all below it. */
export function familyOf(pid) {
    const below = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
        readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '));
    return [pid, ...below.filter(Boolean).flatMap((p) => familyOf(Number(p)))];
}

/* What is in the memory of a process and its children: { "name (coat)": [where, ...] }. */
export function foundInMemory(pid, needles) {
    const found = {};
    let looked = 0;

    for (const one of familyOf(pid))
        for (const [where, , bytes] of memoryOf(one)) {
            looked += bytes.length;
            for (const what of foundIn(bytes, needles))
                (found[what] ??= []).push(`${one} ${where}`);
        }
    return { found, looked };
}
