"""Keeping what somebody is writing: by a script as they type, or by the button "Save as draft"."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.groups.models import Group
from forum.groups.views.finding import signed_in
from forum.kernel.content_notes import codes_in
from forum.kernel.form_keys import open_form_key
from forum.kernel.moments import spoken_clock, zone_named
from forum.threads.actions import save_draft
from forum.threads.errors import AlreadyPosted, DraftMovedOn, PostMovedOn
from forum.threads.forms.writing import DraftForm
from forum.threads.models import Draft, Post, Thread
from forum.threads.pages.windows import address_of, box_of
from forum.threads.pages.words import source_for
from forum.threads.rules import may_edit
from forum.threads.views.finding import readable_group, visible_post, visible_thread, words_kept


@require_POST
def of_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a reply that is being written."""
    thread = visible_thread(request, pk)
    if thread is None:
        return _nothing_here(request)
    return _keep(request, thread.group, thread, None, back=box_of(thread))


@require_POST
def of_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep a new thread that is being written."""
    group = readable_group(request, slug)
    if group is None:
        return _nothing_here(request)
    return _keep(request, group, None, None, back=f"/groups/{group.slug}/new/")


@require_POST
def of_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a change that is being written."""
    try:
        post = visible_post(request, pk)
    except Http404:
        return _nothing_here(request)
    if post.author_id != request.user.pk:
        return _nothing_here(request)
    verdict = may_edit(post=post, by=signed_in(request), now=timezone.now())
    if not verdict:
        return _refused(request, str(verdict.reason), back=address_of(post))
    return _keep(request, post.thread.group, post.thread, post, back=f"/posts/{post.pk}/edit/")


def _keep(request: HttpRequest, group: Group, thread: Thread | None, post: Post | None, *, back: str) -> HttpResponse:
    by, form, now = signed_in(request), DraftForm(request.POST), timezone.now()
    if not form.is_valid():
        return _refused(request, " ".join(str(error) for errors in form.errors.values() for error in errors), back=back)
    words, key = form.cleaned_data, open_form_key(form.cleaned_data["form_key"])
    try:
        draft = save_draft(
            group=group,
            thread=thread,
            post=post,
            title=words["title"],
            body=words["body"],
            sequence=words["sequence"] + 1,
            form_key=key.uuid if key and key.person_id == by.pk else None,
            by=by,
            now=now,
            is_unnamed=words["is_unnamed"],
            notes=words["notes"],
            seen_revision=words["seen_revision"],
        )
    except DraftMovedOn as moved:
        return _moved_on(request, moved.draft, thread, back=back)
    except AlreadyPosted as posted:
        address = f"/posts/{posted.post.pk}/"
        return JsonResponse({"posted": address}, status=410) if _is_script(request) else redirect(address)
    except PostMovedOn:
        return _refused(request, _("This post has been changed since this page was opened."), back=back, status=409)
    clock = spoken_clock(now.astimezone(zone_named(by.zone)))
    sentence = _("Saved at %(clock)s. You will find it here on any device.") % {"clock": clock}
    if _is_script(request):
        return JsonResponse({"sequence": draft.sequence, "words": sentence})
    messages.success(request, sentence)
    return redirect(back)


def _moved_on(request: HttpRequest, draft: Draft, thread: Thread | None, *, back: str) -> HttpResponse:
    body = source_for(signed_in(request), thread, draft.body) if thread else draft.body
    if _is_script(request):
        newer = {"title": draft.title, "body": body, "is_unnamed": draft.is_unnamed, "notes": codes_in(draft.notes)}
        return JsonResponse({"sequence": draft.sequence, **newer}, status=409)
    context: dict[str, Any] = {"newer": {"title": draft.title, "body": body, "saved_at": draft.saved_at}, "back": back}
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in ("title", "body", "is_unnamed")}
    typed["notes"] = request.POST.getlist("notes")
    context |= {"typed": typed, "sequence": draft.sequence, "form_key": request.POST.get("form_key", "")}
    context |= {"seen_revision": request.POST.get("seen_revision", ""), "action": request.path}
    return render(request, "threads/two_drafts.html", context, status=409)


def _refused(request: HttpRequest, reason: str, *, back: str, status: int = 422) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"words": reason}, status=status)
    return words_kept(request, reason=reason, back=back, status=status)


def _nothing_here(request: HttpRequest) -> HttpResponse:
    if request.POST.get("body", "").strip() and not _is_script(request):
        return words_kept(request, status=404)
    raise Http404


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
