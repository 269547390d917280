/*
 * png: a screenshot made small: the bytes Chromium writes, read and written again with a palette of
 * at most 128 colours. Pages have few; text's soft edges take the rest. Only what Chromium writes is
 * read: 8 bits, RGB or RGBA, not interlaced.
 */
import assert from 'node:assert/strict';
import { crc32 as crc, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const COLOURS = 128;

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++)
        n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n;
});

/* Node has one of its own only since 22. */
const crc32 = crc ?? ((bytes) => {
    let c = ~0;
    for (const b of bytes)
        c = TABLE[(c ^ b) & 255] ^ (c >>> 8);
    return ~c >>> 0;
});

function chunks(bytes) {
    const out = {};
    assert.ok(bytes.subarray(0, 8).equals(SIGNATURE));
    for (let at = 8; at < bytes.length;) {
        const len = bytes.readUInt32BE(at), type = bytes.toString('latin1', at + 4, at + 8);
        (out[type] ??= []).push(bytes.subarray(at + 8, at + 8 + len));
        at += len + 12;
    }
    return out;
}

const paeth = (a, b, c) => {
    const p = a + b - c, pa = Math.abs(p - a), pb = Math.abs(p - b), pc = Math.abs(p - c);
    return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
};

/* { width, height, colours: one number 0xRRGGBB each pixel } */
function read(bytes) {
    const { IHDR: [head], IDAT } = chunks(bytes);
    const width = head.readUInt32BE(0), height = head.readUInt32BE(4);
    const each = { 2: 3, 6: 4 }[head[9]];
    assert.ok(head[8] === 8 && each && head[12] === 0, 'not as Chromium writes it');
    const raw = inflateSync(Buffer.concat(IDAT)), row = width * each;
    const colours = new Uint32Array(width * height);
    let above = Buffer.alloc(row);
    for (let y = 0; y < height; y++) {
        const filter = raw[y * (row + 1)];
        const line = raw.subarray(y * (row + 1) + 1, (y + 1) * (row + 1));
        for (let x = 0; x < row; x++) {
            const a = x >= each ? line[x - each] : 0, b = above[x], c = x >= each ? above[x - each] : 0;
            line[x] += [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter];
        }
        for (let x = 0; x < width; x++)
            colours[y * width + x] = line[x * each] << 16 | line[x * each + 1] << 8 | line[x * each + 2];
        above = line;
    }
    return { width, height, colours };
}

const distance = (a, b) => {
    const r = (a >> 16) - (b >> 16), g = (a >> 8 & 255) - (b >> 8 & 255), u = (a & 255) - (b & 255);
    return 3 * r * r + 4 * g * g + 2 * u * u;
};

/* The most frequent colours stay as they are, but none that is hardly another. */
function paletteOf(colours) {
    const count = new Map();
    for (const c of colours)
        count.set(c, (count.get(c) ?? 0) + 1);
    const byUse = [...count].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([c]) => c);
    const palette = [];
    for (const c of byUse)
        if (palette.length < COLOURS && palette.every((p) => distance(p, c) > 300))
            palette.push(c);
    const index = new Map();
    for (const c of byUse)
        index.set(c, palette.reduce((best, p, n) =>
            distance(p, c) < distance(palette[best], c) ? n : best, 0));
    return { palette, index };
}

function chunk(type, data) {
    const out = Buffer.alloc(data.length + 12);
    out.writeUInt32BE(data.length, 0);
    out.write(type, 4, 'latin1');
    data.copy(out, 8);
    out.writeUInt32BE(crc32(out.subarray(4, data.length + 8)), data.length + 8);
    return out;
}

export function small(bytes) {
    const { width, height, colours } = read(bytes);
    const { palette, index } = paletteOf(colours);
    const raw = Buffer.alloc((width + 1) * height);
    for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
            raw[y * (width + 1) + 1 + x] = index.get(colours[y * width + x]);
    const head = Buffer.alloc(13);
    head.writeUInt32BE(width, 0);
    head.writeUInt32BE(height, 4);
    head.set([8, 3, 0, 0, 0], 8);
    return Buffer.concat([SIGNATURE, chunk('IHDR', head),
        chunk('PLTE', Buffer.from(palette.flatMap((c) => [c >> 16, c >> 8 & 255, c & 255]))),
        chunk('IDAT', deflateSync(raw, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}
