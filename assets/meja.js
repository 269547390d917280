// The desk: keys, a list that stays fresh, and no lost text. Only the key switch is remembered, and only for
// this tab's session.
import { Idiomorph } from 'idiomorph'
import { all, one, say, start, typing } from './common.js'

// Keys, WCAG 2.1.4: they can be switched off, and never act while somebody types.
// <p class="keys" hidden> ... <button class="linkbtn" data-keys data-on="Matikan pintasan" data-off="Nyalakan pintasan">
const KEYS_OFF = 'posko-keys-off'
const rows = () => all('[data-rows] .rowi')
const link = row => row && one('.t a', row)
const current = () => document.activeElement?.closest?.('[data-rows] .rowi')

const step = by => {
  const list = rows()
  const at = list.indexOf(current())
  const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + by))]
  link(next)?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  // Enter is the link's own: focus is on it.
  a: () => one('[data-take]', current() || document)?.click(),
  '/': () => one('.dsearch input')?.focus(),
}

addEventListener('keydown', e => {
  const key = e.key.toLowerCase()
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || typing(e.target) || sessionStorage.getItem(KEYS_OFF)) return
  if (!Object.hasOwnProperty.call(keys, key)) return
  e.preventDefault()
  keys[key]()
})

for (const button of all('[data-keys]')) {
  const label = () => {
    button.textContent = sessionStorage.getItem(KEYS_OFF) ? button.dataset.off : button.dataset.on
  }
  button.closest('[hidden]')?.removeAttribute('hidden')
  button.addEventListener('click', () => {
    if (sessionStorage.getItem(KEYS_OFF)) sessionStorage.removeItem(KEYS_OFF)
    else sessionStorage.setItem(KEYS_OFF, '1')
    label()
    say(button.textContent)
  })
  label()
}

// <div id="kotak" data-refresh="30">: taken anew from this same page every so many seconds, changed in place, so
// focus and scroll stay. Not while somebody types or marks text in it, nor while nobody looks. The header tells
// the server that no person did this: it does not keep a session alive.
const busy = part =>
  document.hidden || (typing(document.activeElement) && part.contains(document.activeElement)) ||
  (getSelection().type === 'Range' && part.contains(getSelection().anchorNode))

const refresh = async part => {
  if (busy(part)) return
  const answer = await fetch(location.href, {
    headers: { 'X-Posko-Refresh': '1' }, cache: 'no-store', redirect: 'error', credentials: 'same-origin',
  })
  if (!answer.ok) throw new Error(answer.status)
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(part.id)
  if (!fresh) throw new Error('gone')
  if (!busy(part)) Idiomorph.morph(part, fresh, { morphStyle: 'outerHTML' })
}

for (const part of all('[data-refresh]')) {
  const stale = one('[data-stale]') // a note, hidden: "Daftar ini belum diperbarui. Muat ulang halaman."
  setInterval(async () => {
    try {
      await refresh(document.getElementById(part.id))
      if (stale) stale.hidden = true
    } catch {
      if (stale) stale.hidden = false
    }
  }, 1000 * part.dataset.refresh)
}

// <form data-unsaved>: leaving asks first when something was typed and not sent.
const changed = form =>
  [...form.elements].some(el => typing(el) && el.type !== 'hidden' &&
    (/^(checkbox|radio)$/.test(el.type) ? el.checked !== el.defaultChecked
      : el.tagName === 'SELECT' ? [...el.options].some(o => o.selected !== o.defaultSelected)
      : el.value !== el.defaultValue))

addEventListener('beforeunload', e => {
  if (all('form[data-unsaved]').some(form => !form.dataset.sent && changed(form))) {
    e.preventDefault()
    e.returnValue = ''
  }
})

start()
