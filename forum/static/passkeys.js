/* Passkeys: show what needs a script, and say when a passkey was not used. */
(function () {
  'use strict'
  if (!window.PublicKeyCredential) return
  for (const button of document.querySelectorAll('[data-needs-script]')) button.hidden = false
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    const said = document.getElementById('passkey-said')
    if (said) said.hidden = false
  })
})()
