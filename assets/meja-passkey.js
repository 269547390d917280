// Passkeys: asks the browser for one and puts what it says into the form's hidden fields, as hex.
// The form is then sent like any other. Without this script the form's other way is there.

const hex = bytes => [...new Uint8Array(bytes)].map(b => b.toString(16).padStart(2, '0')).join('')
const raw = text => Uint8Array.from(text.match(/../g) || [], pair => parseInt(pair, 16))

const ES256 = -7, EDDSA = -8, RS256 = -257
const TIMEOUT = 240000 // ms: less than the challenge's five minutes

function known(box) {
  return box.dataset.ids.split(' ').filter(Boolean).map(id => ({ type: 'public-key', id: raw(id) }))
}

function create(box) {
  const d = box.dataset
  return navigator.credentials.create({ publicKey: {
    challenge: raw(d.challenge), rp: { id: d.rp, name: d.site },
    user: { id: raw(d.user), name: d.login, displayName: d.name },
    pubKeyCredParams: [ES256, EDDSA, RS256].map(alg => ({ type: 'public-key', alg })),
    excludeCredentials: known(box), timeout: TIMEOUT, attestation: 'none',
    authenticatorSelection: { residentKey: 'discouraged', userVerification: 'required' } } })
}

function get(box) {
  return navigator.credentials.get({ publicKey: {
    challenge: raw(box.dataset.challenge), rpId: box.dataset.rp, allowCredentials: known(box),
    userVerification: 'required', timeout: TIMEOUT } })
}

function fill(form, credential) {
  const said = credential.response
  const put = (name, bytes) => { form.elements['pk_' + name].value = bytes ? hex(bytes) : '' }
  put('id', credential.rawId)
  put('client', said.clientDataJSON)
  put('data', said.attestationObject || said.authenticatorData)
  put('signature', said.signature)
  put('user', said.userHandle)
}

// A passkey that is made for a form which then lacks something would be lost.
function missing(form) {
  return [...form.querySelectorAll('input[type=password],input[name=name]')].find(input => !input.value)
}

async function go(box, form) {
  const failed = box.querySelector('.err-msg')
  const empty = box.dataset.passkey === 'create' && missing(form)
  failed.hidden = true
  if (empty) return empty.focus()
  try {
    fill(form, await (box.dataset.passkey === 'create' ? create(box) : get(box)))
  } catch {
    failed.hidden = false
    return
  }
  if (form.requestSubmit) form.requestSubmit()
  else form.submit()
}

if (window.PublicKeyCredential)
  for (const box of document.querySelectorAll('[data-passkey]')) {
    box.hidden = false
    box.querySelector('button').addEventListener('click', () => go(box, box.closest('form')))
    for (const note of document.querySelectorAll('[data-no-script]')) note.hidden = true
  }
