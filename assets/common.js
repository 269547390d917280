// What public pages and the desk share. Everything here is a comfort: each page works without it.
// Sentences come from the page (data-*), never from here, so they are translated where all others are.

export const all = (selector, root = document) => [...root.querySelectorAll(selector)]
export const one = (selector, root = document) => root.querySelector(selector)

// Says something politely to screen readers, and shows it, in the page's one live region.
export const say = text => {
  const live = one('[data-live]')
  if (live) live.textContent = text
}

export const typing = el => !!el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName))

// Controls that need this script are hidden in the HTML and shown from here.
const reveal = el => el.removeAttribute('hidden')

// <button hidden data-copy="kode" data-done="Kode tersalin">: copies the text of #kode.
const copying = () => {
  for (const button of all('[data-copy]')) {
    if (!navigator.clipboard) continue
    reveal(button)
    button.addEventListener('click', async () => {
      const from = document.getElementById(button.dataset.copy)
      try {
        await navigator.clipboard.writeText(from.dataset.value || from.textContent.trim())
        say(button.dataset.done)
      } catch {
        getSelection().selectAllChildren(from)
      }
    })
  }
}

// <button hidden data-print>
const printing = () => {
  for (const button of all('[data-print]')) {
    reveal(button)
    button.addEventListener('click', () => print())
  }
}

// <p class="count" data-count="cerita" data-max="5000" data-left="{n} huruf lagi" data-over="Kurangi {n} huruf">
// Shown from four fifths on: before that a number would only worry people.
const counting = () => {
  for (const line of all('[data-count]')) {
    const box = document.getElementById(line.dataset.count)
    const max = +line.dataset.max
    const number = new Intl.NumberFormat(document.documentElement.lang)
    let timer
    const show = () => {
      const left = max - [...box.value].length
      line.hidden = left > max / 5
      line.classList.toggle('over', left < 0)
      line.textContent = line.dataset[left < 0 ? 'over' : 'left'].replace('{n}', number.format(Math.abs(left)))
      clearTimeout(timer)
      if (!line.hidden) timer = setTimeout(() => say(line.textContent), 1200)
    }
    box.addEventListener('input', show)
    show()
    clearTimeout(timer)
  }
}

// A second press of the same button sends nothing, for a while. The server's form token has the last word.
const once = () => {
  addEventListener('submit', e => {
    const form = e.target
    if (e.defaultPrevented || form.method === 'get') return
    if (form.dataset.sent) return e.preventDefault()
    form.dataset.sent = 1
    setTimeout(() => delete form.dataset.sent, 8000)
  })
  addEventListener('pageshow', () => all('form').forEach(form => delete form.dataset.sent))
}

export const start = () => {
  copying()
  printing()
  counting()
  once()
  one('.err-sum')?.focus()
}
