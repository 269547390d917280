// Public pages. Keeps nothing anywhere: no localStorage, no sessionStorage, no cookie.
import { all, one, start } from './common.js'

// Leaving in a hurry: the page goes blank first, then the conversation is closed on the server, then a
// harmless page takes this one's place in the history. That earlier pages stay in the history is said on
// the safety page; a script cannot change it.
const leave = link => {
  const end = one('form[data-end]')
  document.title = '\u00a0'
  document.body.hidden = true
  if (end) navigator.sendBeacon?.(end.action, new URLSearchParams(new FormData(end)))
  open(link.href, '_blank', 'noopener,noreferrer')
  location.replace(link.href)
}

const exit = one('.exit')
if (exit) {
  let presses = 0
  let last = 0
  exit.addEventListener('click', e => {
    e.preventDefault()
    leave(exit)
  })
  addEventListener('keydown', e => {
    if (e.repeat) return
    presses = e.key === 'Shift' ? (e.timeStamp - last < 1000 ? presses + 1 : 1) : 0
    last = e.timeStamp
    if (presses === 3) leave(exit)
  })
  // Shown again from the back-forward cache, the page would be as it was left: blank it stays.
  addEventListener('pageshow', e => e.persisted && document.body.hidden && location.replace(exit.href))
}

// <form data-tail="kode" data-yes="..." data-no="..."><input ...>: did they keep the code? Compared here, as
// they type; without script the form asks the server. O is taken for 0, I and L for 1, as everywhere.
const plain = text =>
  text.toUpperCase().replace(/[^0-9A-Z]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')

for (const form of all('form[data-tail]')) {
  const box = one('input:not([type=hidden])', form)
  const code = document.getElementById(form.dataset.tail)
  const result = one('[data-result]', form)
  const check = () => {
    const typed = plain(box.value)
    const right = typed.length === 4 && plain(code.dataset.value || code.textContent).endsWith(typed)
    form.classList.toggle('is-ok', right)
    form.classList.toggle('is-no', typed.length >= 4 && !right)
    const words = typed.length < 4 ? '' : right ? form.dataset.yes : form.dataset.no
    if (result.textContent !== words) result.textContent = words
  }
  box.addEventListener('input', check)
  form.addEventListener('submit', e => {
    e.preventDefault()
    check()
    box.focus()
  })
}

// <div class="note" data-idle="900" data-to="/cek"> closes the page after that many seconds without a touch;
// <div hidden role="alert" data-idle-warn> is shown two minutes before, and any key or touch puts it off.
const idle = one('[data-idle]')
if (idle) {
  const warning = one('[data-idle-warn]')
  const seconds = +idle.dataset.idle
  let since = Date.now()
  const awake = () => {
    since = Date.now()
    if (warning) warning.hidden = true
  }
  for (const kind of ['keydown', 'pointerdown', 'input', 'scroll']) addEventListener(kind, awake, { passive: true })
  setInterval(() => {
    const gone = (Date.now() - since) / 1000
    if (gone >= seconds) {
      const end = one('form[data-end]')
      if (end) end.submit()
      else location.replace(idle.dataset.to)
    } else if (warning) warning.hidden = gone < seconds - 120
  }, 5000)
}

start()
