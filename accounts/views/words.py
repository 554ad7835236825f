"""Words that could not be sent are shown, kept for their writer, and sent again by one press."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.pages.words import Words, keep_words, kept_words, let_words_go, words_of
from forum.kernel.form_keys import open_form_key


@require_http_methods(["GET", "HEAD", "POST"])
def waiting_words(request: HttpRequest) -> HttpResponse:
    """Show the words that waited while their writer was signed out, in a form that sends them where they were going."""
    words = kept_words(request.session, request.user)
    if request.method == "POST":
        let_words_go(request.session)
        messages.info(request, _("Those words are gone."))
        return redirect(words.path if words and _is_page(words.path) else "/me/")
    return render(request, "accounts/words/waiting.html", {"words": words})


@login_not_required
def words_kept_after_expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection had run out: nothing is written, and nothing typed is lost.

    Words are put into a form to be sent again only where the form's own key proves that this person opened
    it: another site could otherwise put its words into somebody's mouth.
    """
    words = words_of(request.path, request.POST)
    if not request.user.is_authenticated:
        return words_kept_while_signed_out(request, words)
    rotate_token(request)
    key = open_form_key(request.POST.get("form_key"))
    if key is not None and key.person_id != request.user.pk:
        return render(request, "accounts/words/somebody_elses.html", status=403)
    page = {"words": words, "can_send_again": key is not None, "reason": "expired"}
    return render(request, "accounts/words/not_sent.html", page, status=403)


def words_kept_while_signed_out(request: HttpRequest, words: Words | None) -> HttpResponse:
    """Show the words to whoever just typed them, and keep them for the person whose form it was."""
    is_kept = words is not None and keep_words(request.session, words)
    return render(request, "accounts/words/signed_out.html", {"words": words, "is_kept": is_kept}, status=403)


def words_kept_before(step: str, request: HttpRequest, words: Words) -> HttpResponse:
    """The same for somebody who must do something first.

    :param step: "factor", for a moderator who has no second one yet; "consent", for whoever took theirs back.
    """
    key = open_form_key(words.form_key)
    page = {"words": words, "can_send_again": key is not None and key.person_id == request.user.pk, "reason": step}
    return render(request, "accounts/words/not_sent.html", page, status=403)


def _is_page(path: str) -> bool:
    return path.startswith("/") and not path.startswith("//")
