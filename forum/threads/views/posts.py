"""What can be done with a post or a thread by pressing a button."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from forum.groups.views.finding import refusals_said, signed_in
from forum.threads import actions
from forum.threads.forms.writing import ReactionForm
from forum.threads.models import Post, Reaction, Thread
from forum.threads.pages.windows import address_of
from forum.threads.queries import kinds_said_by
from forum.threads.rules import may_withdraw
from forum.threads.views.finding import visible_post

_STATES = {
    "lock": (actions.lock_thread, _("This thread takes no more replies now.")),
    "unlock": (actions.unlock_thread, _("People can reply here again.")),
    "pin": (actions.pin_thread, _("This thread stands at the top of its group now.")),
    "unpin": (actions.unpin_thread, _("This thread takes its place among the others again.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then remove one's post."""
    by, post = signed_in(request), visible_post(request, pk)
    may_withdraw(post=post, by=by).or_refuse()
    back = address_of(post)
    if request.method != "POST":
        is_opening = post.number == 1 or not post.thread.is_published
        context = {
            "post": post,
            "thread": post.thread,
            "group": post.thread.group,
            "is_opening": is_opening,
        }
        return render(request, "threads/withdraw.html", {**context, "back": back})
    was_held = post.number is None
    actions.withdraw_post(post=post, by=by, now=timezone.now())
    messages.success(request, _("Your words are removed, also where others quoted them."))
    is_gone = was_held and not post.thread.is_published
    return redirect(f"/groups/{post.thread.group.slug}/" if is_gone else back)


@require_POST
@refusals_said
def react(request: HttpRequest, pk: int) -> HttpResponse:
    """Give or take back a reaction. A script gets the new counts; without one, the page comes back at the post."""
    by, post, form = signed_in(request), visible_post(request, pk), ReactionForm(request.POST)
    if not form.is_valid() or not (form.cleaned_data["give"] or form.cleaned_data["take"]):
        return redirect(address_of(post))
    if form.cleaned_data["give"]:
        actions.react(post=post, kind=form.cleaned_data["give"], by=by, now=timezone.now())
    else:
        actions.take_back_reaction(post=post, kind=form.cleaned_data["take"], by=by, now=timezone.now())
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"reactions": _reactions(post, by.pk)})
    return redirect(address_of(post))


@require_POST
@refusals_said
def set_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Close or open a thread for replies, or pin it: for moderators and hosts."""
    thread = Thread.objects.visible_to(request.user).filter(pk=pk).select_related("group").first()
    if thread is None:
        raise Http404
    verb, sentence = _STATES.get(request.POST.get("do", ""), (None, ""))
    if verb is not None:
        verb(thread=thread, by=signed_in(request), now=timezone.now())
        messages.success(request, sentence)
    return redirect("threads:thread", pk=thread.pk)


def _reactions(post: Post, person_id: int) -> list[dict[str, object]]:
    post.refresh_from_db()
    mine = kinds_said_by(person_id, post)
    counted = [(kind, getattr(post, f"{kind}_count")) for kind in Reaction.Kind]
    return [
        {"kind": kind, "words": f"{kind.label} · {count}" if count else str(kind.label), "is_mine": kind in mine}
        for kind, count in counted
    ]
