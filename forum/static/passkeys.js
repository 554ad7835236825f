/* Passkeys: connect the buttons of our pages to allauth's functions, and say when a passkey was not used. */
(function () {
  'use strict'
  if (!window.PublicKeyCredential) return
  const forms = window.allauth.webauthn.forms

  function connect (button, begin, more) {
    const found = document.getElementById(button)
    if (!found) return
    const field = (name) => found.form.elements[name] ? found.form.elements[name].id : undefined
    begin({ ids: Object.assign({ credential: field('credential'), data: 'js_data' }, more(button, field)) })
    found.hidden = false
  }

  connect('passkey_login', forms.loginForm, (button) => ({ login: button }))
  connect('mfa_webauthn_add', forms.addForm, (button, field) => ({ add: button, passwordless: field('passwordless') }))
  connect('mfa_webauthn_authenticate', forms.authenticateForm, (button) => ({ authenticate: button }))
  connect('mfa_webauthn_reauthenticate', forms.authenticateForm, (button) => ({ authenticate: button }))

  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    const said = document.getElementById('passkey-said')
    if (said) said.hidden = false
  })
})()
