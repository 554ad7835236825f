"""Telling a moderator of a post."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from forum.threads.models import Post
from forum.threads.pages.words import reported_post
from moderation.views.reports import ask, open_to_all


@open_to_all
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell moderators of a post that one can read, or could until its author removed it."""
    posts = Post.objects.visible_to(request.user).filter(number__isnull=False)
    post = get_object_or_404(posts.select_related("thread__group", "author", "revision"), pk=pk)
    return ask(request, reported_post(post, request.user))
