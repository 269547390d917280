// The scripts in dist/, in a real browser, under the policy the program sends. `npm test`; needs Debian's chromium.
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import assert from 'node:assert/strict'
import test, { before, after } from 'node:test'
import { chromium } from 'playwright-core'

const CSP = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
const TYPES = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', woff2: 'font/woff2' }
const seen = { ended: '', sent: 0, views: 0 }

const head = script => `<!doctype html><html lang="id"><head><meta charset="utf-8"><title>x</title><link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="/posko.css"><script src="/${script}" defer></script></head>`
const publik = () => `${head('publik.js')}<body><div class="err-sum" tabindex="-1" id="sum">x</div><a class="exit" href="/harmless">Keluar</a>
<form method="post" action="/end" data-end><input type="hidden" name="token" value="t1"></form>
<div class="code" id="kode" data-value="7K3QX-M9D0W-HTZ4B-V6N1R"></div>
<button type="button" hidden data-copy="kode" data-done="Kode tersalin." id="copy">Salin</button><button type="button" hidden data-print id="print">Cetak</button>
<form data-tail="kode" data-yes="Cocok" data-no="Belum" method="post" action="/x"><input id="tail"><p data-result id="result"></p></form>
<textarea id="story">1234567</textarea><p class="count" id="count" hidden data-count="story" data-max="10" data-left="{n} lagi" data-over="Kurangi {n}"></p>
<form method="post" action="/send" id="send"><button>Kirim</button></form><p data-live id="live"></p></body>`
const meja = refresh => `${head('meja.js')}<body class="desk"><form class="dsearch"><input id="q"></form><div id="kotak" data-refresh="1">
<p id="stamp">${++seen.views} ${refresh}</p><ul class="rows" data-rows>${[1, 2, 3].map(i => `<li class="rowi" id="r-${i}"><p class="t"><a id="a-${i}"
href="#r${i}">Baris ${i}, ${seen.views}</a></p><button type="button" data-take id="take-${i}">Ambil</button></li>`).join('')}</ul></div>
<p data-stale hidden id="stale">x</p><p class="keys" hidden id="keys"><button type="button" data-keys data-on="Matikan" data-off="Nyalakan" id="switch"></button></p>
<form data-unsaved><textarea id="note"></textarea></form><p data-live></p></body>`

const server = createServer((rq, rs) => {
  const path = rq.url.split('?')[0]
  const send = (type, body) => rs.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': CSP }).end(body)
  if (path === '/publik') return send('text/html', publik())
  if (path === '/meja') return send('text/html', meja(rq.headers['x-posko-refresh'] ?? ''))
  if (path === '/harmless') return send('text/html', head('') .replace(/<script.*?script>/, '') + 'cuaca')
  if (path === '/send') { seen.sent++; return rs.writeHead(204).end() }
  if (path === '/end') {
    let body = ''
    rq.on('data', d => (body += d)).on('end', () => { seen.ended = body; rs.writeHead(204).end() })
    return
  }
  try {
    send(TYPES[path.split('.').pop()], readFileSync(new URL('dist' + path, import.meta.url)))
  } catch {
    rs.writeHead(404).end()
  }
})

let browser, context, page, base
const complaints = []

before(async () => {
  await new Promise(done => server.listen(0, '127.0.0.1', done))
  base = `http://127.0.0.1:${server.address().port}`
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
  context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  page = await context.newPage()
  page.on('pageerror', e => complaints.push(String(e)))
  page.on('console', m => /Content Security Policy/.test(m.text()) && complaints.push(m.text()))
})
after(async () => {
  await browser.close()
  server.close()
})

const focused = () => page.evaluate(() => document.activeElement.id)

test('the error summary gets the focus', async () => {
  await page.goto(base + '/publik')
  assert.equal(await focused(), 'sum')
})

test('the code is copied and that is said', async () => {
  assert.ok(await page.isVisible('#print'))
  await page.click('#copy')
  await page.waitForFunction(() => document.getElementById('live').textContent)
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), '7K3QX-M9D0W-HTZ4B-V6N1R')
  assert.equal(await page.textContent('#live'), 'Kode tersalin.')
})

test('the last four are judged only when there are four, and forgivingly', async () => {
  for (const [typed, says] of [['v6', ''], ['v6n1', 'Belum'], ['6n1r', 'Cocok'], ['6NLR', 'Cocok'], ['6-N1 r', 'Cocok'], ['BV6N1R', 'Belum']]) {
    await page.fill('#tail', typed)
    assert.equal(await page.textContent('#result'), says, typed)
  }
})

test('the counter shows near the end and counts people\'s characters, not code units', async () => {
  assert.ok(!(await page.isVisible('#count')))
  await page.fill('#story', '123456789')
  assert.equal(await page.textContent('#count'), '1 lagi')
  await page.fill('#story', '\u{1F600}'.repeat(12))
  assert.equal(await page.textContent('#count'), 'Kurangi 2')
})

test('a form pressed twice is sent once', async () => {
  await page.evaluate(() => {
    const form = document.getElementById('send')
    form.requestSubmit()
    form.requestSubmit()
  })
  await page.waitForTimeout(300)
  assert.equal(seen.sent, 1)
})

test('Shift three times leaves, closes the conversation and keeps nothing', async () => {
  await page.focus('#story')
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift')
  await page.waitForURL('**/harmless')
  assert.equal(seen.ended, 'token=t1')
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0)
  assert.deepEqual(await context.cookies(), [])
})

test('keys move, take and search, and typing is only typing', async () => {
  await page.goto(base + '/meja')
  for (const [key, at] of [['j', 'a-1'], ['j', 'a-2'], ['k', 'a-1'], ['k', 'a-1'], ['j', 'a-2']]) {
    await page.keyboard.press(key)
    assert.equal(await focused(), at)
  }
  await page.evaluate(() => addEventListener('click', e => (window.took = e.target.id)))
  await page.keyboard.press('a')
  assert.equal(await page.evaluate(() => window.took), 'take-2')
  await page.keyboard.press('Control+j')
  assert.equal(await focused(), 'a-2')
})

test('the list is renewed in place: the same node keeps the focus', async () => {
  await page.evaluate(() => (window.node = document.activeElement))
  await page.waitForFunction(() => / 1$/.test(document.getElementById('stamp').textContent))
  assert.ok(await page.evaluate(() => document.activeElement === window.node && window.node.id === 'a-2'))
  await page.keyboard.press('/')
  await page.keyboard.type('jak')
  assert.equal(await page.inputValue('#q'), 'jak')
})

test('a list that could not be renewed says so, and stops saying so', async () => {
  await page.route('**/meja', route => route.abort())
  await page.waitForSelector('#stale', { state: 'visible' })
  await page.unroute('**/meja')
  await page.waitForSelector('#stale', { state: 'hidden' })
})

test('switched-off keys stay off in this session', async () => {
  await page.click('#switch')
  await page.keyboard.press('j')
  assert.equal(await focused(), 'switch')
  await page.reload()
  assert.equal(await page.textContent('#switch'), 'Nyalakan')
})

test('leaving with unsent text asks first', async () => {
  await page.fill('#note', 'belum terkirim')
  let asked = ''
  page.once('dialog', d => {
    asked = d.type()
    d.accept()
  })
  await page.goto(base + '/publik')
  assert.equal(asked, 'beforeunload')
})

test('nothing broke the policy or threw', () => assert.deepEqual(complaints, []))
