"""Threads, posts, and what can be done with them."""

from django.urls import path

from forum.threads.views import drafts, moving, posts, reading, reporting, telling, writing

app_name = "threads"

urlpatterns = [
    path("threads/<number:pk>/", reading.thread, name="thread"),
    path("threads/<number:pk>/reply/", writing.reply, name="reply"),
    path("threads/<number:pk>/draft/", drafts.of_reply, name="draft_reply"),
    path("threads/<number:pk>/subscription/", telling.of_thread, name="subscription"),
    path("threads/<number:pk>/state/", posts.set_state, name="state"),
    path("threads/<number:pk>/move/", moving.move, name="move"),
    path("threads/<number:pk>/split/", moving.split, name="split"),
    path("threads/<number:pk>/merge/", moving.merge, name="merge"),
    path("groups/<slug:slug>/new/", writing.new, name="new"),
    path("groups/<slug:slug>/new/draft/", drafts.of_new, name="draft_new"),
    path("groups/<slug:slug>/read/", reading.catch_up, name="catch_up"),
    path("groups/<slug:slug>/subscription/", telling.of_group, name="group_subscription"),
    path("posts/<number:pk>/", reading.post, name="post"),
    path("posts/<number:pk>/edit/", writing.edit, name="edit"),
    path("posts/<number:pk>/edit/draft/", drafts.of_edit, name="draft_edit"),
    path("posts/<number:pk>/withdraw/", posts.withdraw, name="withdraw"),
    path("posts/<number:pk>/history/", reading.history, name="history"),
    path("posts/<number:pk>/react/", posts.react, name="react"),
    path("posts/<number:pk>/report/", reporting.report, name="report"),
]
