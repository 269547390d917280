/*
 * weight: what a poor connection has to carry. Bytes as they came over the wire, heads included,
 * counted by the browser.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { House, press } from './house.mjs';

const KIB = 1024;
let house;
before(async () => {
    house = await House.open();
});
after(() => house?.close());

test('The report form costs 30 KiB at the first visit without script, then 5 KB a step', async (t) => {
    const page = await house.person({ script: false });
    const cdp = await page.context().newCDPSession(page);
    const urls = new Map(), took = [];
    await cdp.send('Network.enable');
    cdp.on('Network.requestWillBeSent', (e) => urls.set(e.requestId, e.request.url));
    cdp.on('Network.loadingFinished', (e) => e.encodedDataLength
        && took.push([new URL(urls.get(e.requestId)).pathname, e.encodedDataLength]));
    const sum = async (go) => {
        took.length = 0;
        await go();
        await page.waitForLoadState('networkidle');
        t.diagnostic(took.map(([path, bytes]) => `${path} ${bytes}`).join(', '));
        return took.reduce((n, [, bytes]) => n + bytes, 0);
    };
    const first = await sum(() => page.goto('/lapor'));
    assert.ok(first > 0 && first <= 30 * KIB, `the first visit: ${first} bytes`);
    const second = await sum(() => press(page, 'main form button[type=submit]'));
    assert.ok(second > 0 && second <= 5000, `the next step: ${second} bytes`);
    await page.check('input[name=mode] >> nth=0');
    const third = await sum(() => press(page, 'main form[novalidate] button[type=submit]:not(.vh)'));
    assert.ok(third > 0 && third <= 5000, `the step after: ${third} bytes`);
    await page.context().close();
});
