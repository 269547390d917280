// Makes rules/regions/*.tsv from the npm package idn-area-data.
//
//     cd tools/npm && npm install && npm run regions
//
// Run by hand when the ministry issues new codes; the result is committed, so building Posko
// needs neither Node nor the package. See rules/regions/README.md for source and licence.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { getProvinces, getRegencies, getDistricts, getVillages } from 'idn-area-data'

const out = fileURLToPath(new URL('../../rules/regions/', import.meta.url))
const EXPECTED = { provinces: 38, regencies: 514, jeparaDistricts: 16, jeparaVillages: 195 }

// Presidential decree 41/1987 and the provinces split off since, each in its parent's zone.
const WIB = '+07:00', WITA = '+08:00', WIT = '+09:00'
const zoneOf = province => {
  const island = province[0]
  if ('123'.includes(island)) return WIB // Sumatra, Java
  if (province === '61' || province === '62') return WIB // West and Central Kalimantan
  if ('567'.includes(island)) return WITA // Bali, Nusa Tenggara, the rest of Kalimantan, Sulawesi
  return WIT // Maluku, Papua
}

const ABBREVIATIONS = new Set(['DKI', 'DI'])
const ROMAN = /^(?=[IVXLC])C?(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})$/

const titled = word =>
  ABBREVIATIONS.has(word) || ROMAN.test(word) ? word : word[0] + word.slice(1).toLowerCase()

// One blank between words, straight apostrophes (the source has doubled quotes for some), no blank
// around hyphens inside a word, and a capital at the start of each word of two letters or more.
const tidy = name =>
  name
    .replace(/["\u2018\u2019\u02bc`]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/([a-z])- ([a-z])/g, '$1-$2')
    .split(' ')
    .map(w => (/^[a-z]{2}/.test(w) ? w[0].toUpperCase() + w.slice(1) : w))
    .map(w => (/^[A-Z]+'[A-Z]+$/.test(w) || /^[A-Z]{5,}$/.test(w) ? titled(w) : w))
    .join(' ')

const shouted = name => tidy(name).split(' ').map(titled).join(' ')

const [provinces, regencies, districts, villages] = await Promise.all([
  getProvinces(), getRegencies(), getDistricts(), getVillages(),
])

const rows = [
  ...provinces.map(r => [r.code, shouted(r.name)]),
  ...regencies.map(r => [r.code, shouted(r.name)]),
  ...districts.map(r => [r.code, tidy(r.name)]),
  ...villages.map(r => [r.code, tidy(r.name)]),
].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))

const shape = /^\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?$/
const codes = new Set()
for (const [code, name] of rows) {
  if (!shape.test(code)) throw new Error(`odd code: ${code}`)
  if (!name || /[\t\n\r]/.test(name)) throw new Error(`odd name at ${code}: ${name}`)
  if (codes.has(code)) throw new Error(`twice: ${code}`)
  const parent = code.includes('.') ? code.slice(0, code.lastIndexOf('.')) : null
  if (parent && !codes.has(parent)) throw new Error(`${code} has no parent`)
  codes.add(code)
}
const count = re => rows.filter(([code]) => re.test(code)).length
const found = {
  provinces: count(/^\d\d$/), regencies: count(/^\d\d\.\d\d$/),
  jeparaDistricts: count(/^33\.20\.\d\d$/), jeparaVillages: count(/^33\.20\.\d\d\.\d{4}$/),
}
for (const [what, n] of Object.entries(EXPECTED))
  if (found[what] !== n) throw new Error(`${what}: expected ${n}, found ${found[what]}`)

writeFileSync(out + 'indonesia.tsv', rows.map(r => r.join('\t') + '\n').join(''))
writeFileSync(out + 'zones.tsv', provinces.map(p => p.code).sort().map(c => `${c}\t${zoneOf(c)}\n`).join(''))
const data = new URL('../data/LICENSE.md', import.meta.resolve('idn-area-data'))
writeFileSync(out + 'LICENSE-ODbL.md', readFileSync(data, 'utf8').replace(/[ \t]+$/gm, ''))
console.log({ ...found, districts: districts.length, villages: villages.length })
