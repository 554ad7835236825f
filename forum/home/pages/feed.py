"""What a group that anybody reads offers to programmes that follow it. See README, "Addresses": `/groups/<slug>/feed/`."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from forum.groups.models import Group
from forum.kernel.content_notes import named
from forum.threads.models import Thread

_ENTRIES = 20


def public_group(slug: str) -> Group | None:
    """The group at an address, where everybody may know of it and read it; else None, whoever asks. One query."""
    nobody = AnonymousUser()
    return Group.objects.visible_to(nobody).readable_by(nobody).filter(slug=slug).first()


def atom_of(group: Group, address_of: Callable[[str], str]) -> Atom1Feed:
    """Return the newest threads as Atom: their titles and addresses, and nobody's name or words. One query.

    What is sent away cannot be called back, so it is as little as tells that there is something new. A thread with
    content notes has them instead of its title: a programme knows of nobody's choices. Source: README, S-2 and P-15.

    :param address_of: makes an address of this site whole.
    """
    front = address_of(f"/groups/{group.slug}/")
    feed = Atom1Feed(
        title=group.name, link=front, description=group.description, feed_url=address_of(f"/groups/{group.slug}/feed/")
    )
    threads = Thread.objects.visible_to(AnonymousUser()).filter(group=group).latest_first()
    for thread in threads[:_ENTRIES]:
        address = address_of(f"/threads/{thread.pk}/")
        title = _("A thread with a note: %(note)s") % {"note": named(thread.notes)} if thread.notes else thread.title
        feed.add_item(title=title, link=address, description="", unique_id=address, updateddate=thread.last_posted_at)
    return feed
