// Makes what the program carries. Run by hand; the results are committed.
//
//     cd assets && npm install && npm run build     dist/: minified style and scripts, font, marks
//                                 npm run icons     icons/*.svg from lucide-static, by the list below
//                                 npm run font      fonts/*.woff2, the heading font's few glyphs
import { readFileSync, writeFileSync, readdirSync, rmSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'

const here = p => fileURLToPath(new URL(p, import.meta.url))
const need = p => fileURLToPath(import.meta.resolve(p))
const BUDGET = { 'posko.css': 9216, 'desk.css': 6144, 'publik.js': 2048, 'meja.js': 12288, 'meja-passkey.js': 2048 } // bytes after brotli: ux.md 2.10

// Old WebViews on old phones are the bar: Chrome 84, see ux.md.
const TARGETS = { chrome: 84 << 16, firefox: 78 << 16, safari: (14 << 16) | (1 << 8) }

const ICONS = `
  arrow-left arrow-right arrow-right-left arrow-up-right badge-check bell book-open book-open-check building-2
  calendar calendar-clock calendar-days camera car chart-column check chevron-down chevron-left chevron-right
  circle circle-alert circle-check circle-dashed circle-help:circle-question-mark circle-x clipboard-list clock copy
  download external-link eye eye-off file-archive file-audio file-check file-image file-lock file-pen file-text
  file-video fingerprint-pattern flag forward funnel gavel globe hand handshake hash history house image inbox info key-round
  landmark languages layout-grid link list-checks lock lock-keyhole lock-keyhole-open log-in log-out mail map
  map-pin megaphone menu message-circle message-square-warning minus notebook-pen paperclip pencil phone plus
  printer qr-code refresh-cw reply rotate-ccw scale scroll-text search send server settings shield shield-alert
  shield-check shield-user smartphone star stamp timer trash-2 triangle-alert undo-2 upload user user-check
  user-plus user-x users video vote wifi-off x`.trim().split(/\s+/)

function icons() {
  const from = readdirSync(need('lucide-static/icons/lock.svg').replace(/lock\.svg$/, ''))
  for (const old of readdirSync(here('icons'))) if (old.endsWith('.svg')) rmSync(here('icons/' + old))
  for (const entry of ICONS) {
    const [name, source = name] = entry.split(':')
    if (!from.includes(source + '.svg')) throw new Error(`lucide has no ${source}`)
    const shapes = readFileSync(need(`lucide-static/icons/${source}.svg`), 'utf8')
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/^[\s\S]*?<svg[^>]*>/, '')
      .replace(/<\/svg>\s*$/, '')
      .replace(/>\s+</g, '><')
      .replace(/\s*\/>/g, '/>')
      .trim()
    writeFileSync(here(`icons/${name}.svg`),
      `<svg class="i" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">${shapes}</svg>\n`)
  }
  writeFileSync(here('icons/LICENSE'), readFileSync(need('lucide-static/LICENSE'), 'utf8'))
  console.log(`${ICONS.length} icons`)
}

// Latin letters, digits and the marks that headings in Indonesian, Javanese and English need.
async function font() {
  const { default: subset } = await import('subset-font')
  const glyphs = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('') +
    '\u00a0\u00b0\u00b1\u00b7\u00c8\u00c9\u00e8\u00e9\u00ea\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2212'
  const file = need('@fontsource/plus-jakarta-sans/files/plus-jakarta-sans-latin-700-normal.woff2')
  const out = await subset(readFileSync(file), glyphs, { targetFormat: 'woff2', noLayoutClosure: true })
  writeFileSync(here('fonts/plus-jakarta-sans-700.woff2'), out)
  console.log(`font: ${out.length} bytes`)
}

async function build() {
  const { transform, Features } = await import('lightningcss')
  const esbuild = await import('esbuild')
  mkdirSync(here('dist'), { recursive: true })

  for (const name of ['posko.css', 'desk.css']) {
    const css = transform({ filename: name, code: readFileSync(here(name)), minify: true, targets: TARGETS,
      exclude: Features.LightDark })
    for (const w of css.warnings) throw new Error(w.message)
    writeFileSync(here('dist/' + name), css.code)
  }

  for (const name of ['publik.js', 'meja.js', 'meja-passkey.js'])
    await esbuild.build({ entryPoints: [here(name)], outfile: here('dist/' + name), bundle: true, minify: true,
      format: 'iife', target: ['chrome84', 'firefox78', 'safari14.1'], charset: 'utf8', legalComments: 'none' })

  for (const [from, to] of [['fonts/plus-jakarta-sans-700.woff2', 'jakarta.woff2'], ['favicon.svg', 'favicon.svg'],
    ['favicon.png', 'favicon.png'], ['../NOTICE', 'notice.txt']])
    writeFileSync(here('dist/' + to), readFileSync(here(from)))

  for (const name of readdirSync(here('dist'))) {
    const bytes = readFileSync(here('dist/' + name))
    const packed = brotliCompressSync(bytes).length
    console.log(`${name.padEnd(16)} ${String(bytes.length).padStart(6)} bytes, ${String(packed).padStart(6)} br`)
    if (packed > (BUDGET[name] ?? Infinity)) throw new Error(`${name} is over its ${BUDGET[name]} bytes`)
  }
}

const work = { icons, font, build }[process.argv[2] ?? 'build']
if (!work) throw new Error('build, icons or font')
await work()
