"""Writing: a new thread, a reply, a change to one's post. Whatever goes wrong, the words stay in the box."""

from typing import Any, TypeVar, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Person
from forum.groups.models import Group
from forum.groups.pages import readers_sentence
from forum.groups.views.finding import refusals_said, signed_in
from forum.kernel.content_notes import codes_in, kept, named
from forum.kernel.form_keys import BadFormKey, new_form_key, read_form_key
from forum.kernel.verdicts import NotAllowed, Verdict
from forum.threads import actions
from forum.threads.actions.notes import bearer_of, notes_by_moderators
from forum.threads.errors import AlreadyPosted, DraftMovedOn, PostMovedOn
from forum.threads.forms.writing import LONGEST_DRAFT, EditForm, ReplyForm, ThreadForm, _Hidden, own_words_of
from forum.threads.models import Draft, Post, Thread
from forum.threads.pages.windows import address_from, address_of, start_of
from forum.threads.pages.words import draft_for, quote_for, source_for
from forum.threads.rules import may_edit, may_reply, may_start_thread
from forum.threads.views.finding import readable_group, visible_post, visible_thread, words_kept
from moderation.models import Revision
from moderation.views.care import with_care

AnyForm = TypeVar("AnyForm", bound=_Hidden)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Reply; `?quote=` puts a post's words into the box. The words of a refused reply are kept as a draft."""
    by, thread = signed_in(request), visible_thread(request, pk)
    if thread is None:
        return _nothing_here(request)
    if request.method != "POST":
        if not (verdict := may_reply(thread=thread, by=by, now=timezone.now())):
            return _not_now(request, verdict, draft_for(by, thread=thread), back=f"/threads/{thread.pk}/")
        return _reply_page(request, by, thread, _reply_begun(request, by, thread))
    form = ReplyForm(request.POST)
    key = _key(form, by, request.path)
    if not form.is_valid() or key is None or form.asks():
        return _reply_page(request, by, thread, form)
    try:
        post = actions.reply(
            thread=thread,
            body=form.cleaned_data["body"],
            is_unnamed=form.cleaned_data["is_unnamed"],
            notes=form.cleaned_data["notes"],
            form_key=key,
            by=by,
            now=timezone.now(),
        )
    except AlreadyPosted:
        return _reply_page(request, by, thread, _once_more(form, by, request.path))
    except NotAllowed as refusal:
        _keep(form, by, thread.group, thread)
        return words_kept(
            request, reason=str(refusal), towards=refusal.towards, back=f"/threads/{thread.pk}/", status=403
        )
    return with_care(request, form.noticed.cards, onward=address_of(post))


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Start a thread in a group."""
    by, group = signed_in(request), readable_group(request, slug)
    if group is None:
        return _nothing_here(request)
    if request.method != "POST":
        if not (verdict := may_start_thread(group=group, by=by, now=timezone.now())):
            draft = Draft.objects.visible_to(by).at(group=group).first()
            return _not_now(request, verdict, draft, back=f"/groups/{group.slug}/")
        return _new_page(request, by, group, _thread_begun(by, group))
    form = ThreadForm(request.POST, allows_unnamed=group.allows_unnamed)
    key = _key(form, by, request.path)
    if not form.is_valid() or key is None or form.asks():
        return _new_page(request, by, group, form)
    try:
        post = actions.start_thread(
            group=group,
            title=form.cleaned_data["title"],
            body=form.cleaned_data["body"],
            is_unnamed=form.cleaned_data.get("is_unnamed", False),
            notes=form.cleaned_data["notes"],
            form_key=key,
            by=by,
            now=timezone.now(),
        )
    except AlreadyPosted:
        return _new_page(request, by, group, _once_more(form, by, request.path))
    except NotAllowed as refusal:
        _keep(form, by, group, None)
        return words_kept(
            request, reason=str(refusal), towards=refusal.towards, back=f"/groups/{group.slug}/", status=403
        )
    return with_care(request, form.noticed.cards, onward=address_of(post))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's post. When it was changed elsewhere meanwhile, both versions are shown and nothing is written."""
    by = signed_in(request)
    try:
        post = visible_post(request, pk)
    except Http404:
        return _nothing_here(request)
    verdict = may_edit(post=post, by=by, now=timezone.now())
    if not verdict:
        draft = _draft_of_edit(by, post) if request.method != "POST" else None
        return words_kept(
            request,
            reason=str(verdict.reason),
            towards=verdict.towards,
            back=address_of(post),
            status=403,
            draft=draft,
        )
    newest = Revision.objects.visible_to(by).of(post).standing().newest_first()[0]
    is_opening = _opens(post, newest)
    if request.method != "POST":
        return _edit_page(request, post, _edit_begun(by, post, newest))
    form = EditForm(request.POST, is_opening=is_opening)
    known = own_words_of(newest.title, newest.body)
    if not form.is_valid() or _key(form, by, request.path) is None or form.asks(known=known):
        return _edit_page(request, post, form)
    words = form.cleaned_data
    try:
        edited = actions.edit_post(
            post=post,
            title=words.get("title", ""),
            body=words["body"],
            seen_revision=words["seen_revision"] or 0,
            notes=words["notes"],
            by=by,
            now=timezone.now(),
        )
    except PostMovedOn as moved:
        _with_hidden(form, seen_revision=moved.newest.pk)
        return _edit_page(request, post, form, other=moved.newest)
    except NotAllowed as refusal:
        return words_kept(request, reason=str(refusal), towards=refusal.towards, back=address_of(post), status=403)
    if Post.State.RETURNED in (edited.state, edited.newer_words):
        form.add_error(None, _("These are the words that came back to you. Please change what the moderator asked for; what they wrote says what it is."))  # fmt: skip
        return _edit_page(request, post, form)
    if edited.newer_words == Post.Newer.HELD:
        messages.info(
            request, _("A moderator reads your change first. Until then, everybody sees the words as they were.")
        )
    return with_care(request, form.noticed.cards, onward=address_of(edited))


def _opens(post: Post, newest: Revision) -> bool:
    """Does a post give its thread the title? Not where its thread was merged into another, or a moderator named it."""
    return bool(newest.title) and post.number in (None, 1)


def _key(form: _Hidden, by: Person, place: str) -> UUID | None:
    """The form's own key; None when it is not one of ours, with a sentence in the form and a fresh key for it."""
    try:
        return read_form_key(form.data.get("form_key", ""), by, place)
    except BadFormKey as bad:
        form.is_valid()
        form.add_error(None, str(bad))
        _with_hidden(form, form_key=new_form_key(by, place))
        return None


def _once_more(form: AnyForm, by: Person, place: str) -> AnyForm:
    """Give the form a fresh key: it was sent before with other words, and these are in no post yet."""
    form.add_error(None, _("You posted from this page before, and that stands. These words are not posted yet: press the button to post them too."))  # fmt: skip
    _with_hidden(form, form_key=new_form_key(by, place))
    return form


def _with_hidden(form: _Hidden, **hidden: object) -> None:
    """Put new values into a bound form's hidden fields; what was typed stays."""
    form.data = cast(QueryDict, form.data).copy()
    for name, value in hidden.items():
        form.data[name] = str(value)


def _keep(form: _Hidden, by: Person, group: Group, thread: Thread | None) -> None:
    """Keep the words of a refused form as a draft, unless there is a newer one."""
    try:
        actions.save_draft(
            group=group,
            thread=thread,
            post=None,
            title=form.cleaned_data.get("title", ""),
            body=form.cleaned_data["body"],
            is_unnamed=form.cleaned_data.get("is_unnamed", False),
            notes=form.cleaned_data["notes"],
            sequence=form.cleaned_data["sequence"] + 1,
            form_key=None,
            by=by,
            now=timezone.now(),
        )
    except (DraftMovedOn, AlreadyPosted):
        return


def _nothing_here(request: HttpRequest) -> HttpResponse:
    """Whoever has just typed something gets it back; otherwise the page that every missing address has."""
    if request.method == "POST" and request.POST.get("body", "").strip():
        return words_kept(request, status=404)
    raise Http404


def _not_now(request: HttpRequest, verdict: Verdict, draft: Draft | None, *, back: str) -> HttpResponse:
    """Say why one cannot write here at the moment, with what one had begun to write.

    :raises NotAllowed: there is nothing to give back.
    """
    if draft is None or not (draft.title or draft.body):
        verdict.or_refuse()
    reason = str(verdict.reason)
    return words_kept(request, reason=reason, towards=verdict.towards, back=back, status=403, draft=draft)


def _reply_begun(request: HttpRequest, by: Person, thread: Thread) -> ReplyForm:
    draft = draft_for(by, thread=thread)
    body = draft.body if draft else ""
    quote = request.GET.get("quote", "")
    if quote.isascii() and quote.isdigit() and len(quote) <= 18 and (words := quote_for(by, thread, int(quote))):
        body = f"{body.rstrip()}\n\n{words}" if body.strip() else words
    key = new_form_key(by, f"/threads/{thread.pk}/reply/")
    begun: dict[str, Any] = {"sequence": 0}
    if draft:
        begun = {"sequence": draft.sequence, "is_unnamed": draft.is_unnamed, "notes": codes_in(draft.notes)}
    return ReplyForm(initial={"body": body, "form_key": key, **begun})


def _thread_begun(by: Person, group: Group) -> ThreadForm:
    draft = Draft.objects.visible_to(by).at(group=group).first()
    key = new_form_key(by, f"/groups/{group.slug}/new/")
    begun: dict[str, Any] = {"form_key": key, "sequence": 0}
    if draft is not None:
        begun |= {name: getattr(draft, name) for name in ("title", "body", "is_unnamed", "sequence")}
        begun["notes"] = codes_in(draft.notes)
    return ThreadForm(initial=begun, allows_unnamed=group.allows_unnamed)


def _draft_of_edit(by: Person, post: Post) -> Draft | None:
    draft = Draft.objects.visible_to(by).at(group=post.thread.group, thread=post.thread, post=post).first()
    if draft is not None:
        draft.body = source_for(by, post.thread, draft.body)
    return draft


def _edit_begun(by: Person, post: Post, newest: Revision) -> EditForm:
    draft = _draft_of_edit(by, post)
    source = draft if draft is not None and draft.body else newest
    begun = {
        "form_key": new_form_key(by, f"/posts/{post.pk}/edit/"),
        "sequence": draft.sequence if draft else 0,
        "seen_revision": newest.pk,
        "notes": codes_in(draft.notes if draft is not None else bearer_of(post).notes),
        "title": source.title or newest.title,
        "body": source.body if source is draft else source_for(by, post.thread, source.body),
    }
    return EditForm(initial=begun, is_opening=_opens(post, newest))


def _reply_page(request: HttpRequest, by: Person, thread: Thread, form: ReplyForm) -> HttpResponse:
    context = {"thread": thread, "group": thread.group, "readers": readers_sentence(thread.group), "form": form}
    context["back"] = address_from(thread.pk, start_of(thread.last_number))
    return render(request, "threads/reply.html", _with_draft(context, form), status=_status(form))


def _new_page(request: HttpRequest, by: Person, group: Group, form: ThreadForm) -> HttpResponse:
    context = {"group": group, "readers": readers_sentence(group), "form": form}
    return render(request, "threads/new.html", _with_draft(context, form), status=_status(form))


def _edit_page(request: HttpRequest, post: Post, form: EditForm, other: Revision | None = None) -> HttpResponse:
    group = post.thread.group
    context = {"post": post, "thread": post.thread, "group": group, "readers": readers_sentence(group), "form": form}
    fixed = named(kept(notes_by_moderators(bearer_of(post))))
    context |= {"other": other, "back": address_of(post), "fixed_notes": fixed}
    return render(request, "threads/edit.html", _with_draft(context, form), status=409 if other else _status(form))


def _with_draft(context: dict[str, Any], form: _Hidden) -> dict[str, Any]:
    return {**context, "has_draft": not form.is_bound and form.initial.get("sequence", 0) > 0, "longest": LONGEST_DRAFT}


def _status(form: _Hidden) -> int:
    return 422 if form.is_bound else 200
