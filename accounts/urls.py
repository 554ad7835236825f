"""Addresses of one's own pages, under /me/."""

from django.urls import path

from accounts.views import apart, leaving, me, proof, words

app_name = "accounts"

urlpatterns = [
    path("", me.hub, name="me"),
    path("name/", me.name, name="name"),
    path("situation/", me.situation, name="situation"),
    path("reading/", me.reading, name="reading"),
    path("gentle/", me.gentle, name="gentle"),
    path("consents/", me.consents, name="consents"),
    path("consents/health/give/", me.give, name="give"),
    path("consents/health/withdraw/", me.withdraw, name="withdraw"),
    path("apart/", apart.apart, name="apart"),
    path("apart/<number:pk>/take-back/", apart.take_back, name="take_back"),
    path("export/", leaving.export, name="export"),
    path("leave/", leaving.leave, name="leave"),
    path("left/", leaving.goodbye, name="goodbye"),
    path("proof/", proof.proof, name="proof"),
    path("words/", words.waiting_words, name="words"),
    path("session/", me.stay, name="stay"),
]
