"""How threads and posts are found. See README, S-2, S-4 and S-6."""

import unicodedata
from itertools import chain
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Boundary, Person
from accounts.names import LONGEST, skeleton
from forum.groups.models import Group, Membership
from forum.threads.rendering import written_after_at

if TYPE_CHECKING:
    from accounts.queries import Viewer
    from forum.threads.models import Draft, Post, Subscription, Thread


def words_hidden_from(viewer: Person, *, author: str, letter: str) -> Q:
    """The condition under which words are hidden from `viewer` by a block or *kept apart*.

    Words without a name are hidden only by their author's own wish: if the viewer's block hid them too,
    blocking people one by one would tell who wrote them.

    :param author: path of the field that holds who wrote.
    :param letter: path of the field that holds the letter of words without a name.
    """
    return Q(**{f"{author}__in": Boundary.objects.hiding_from(viewer)}) | Q(
        **{f"{author}__in": Boundary.objects.hidden_from(viewer), letter: ""}
    )


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Published threads in groups that `viewer` may read, and the viewer's own that nobody else sees.

        A thread whose starter is hidden from the viewer is hidden whole: its title is their words.
        Source: README, S-2, S-4 and S-6.
        """
        readable = self.filter(group__in=Group.objects.readable_by(viewer).values("pk"))
        if not viewer.is_authenticated:
            return readable.filter(is_published=True)
        waiting = Q(starter=viewer.pk, last_publication__gt=0)
        return readable.filter(Q(is_published=True) | waiting).exclude(
            words_hidden_from(viewer, author="starter", letter="letter")
        )

    def latest_first(self) -> Self:
        """By the post that was published last. No two threads have the same `last_publication`: it pages by itself.

        Source: README, P-2.
        """
        return self.order_by("-last_publication")

    def with_unread_for(self, viewer: "Viewer") -> Self:
        """Annotate `unread_count`: how many posts of others, visible to `viewer`, came since they were last here.

        Zero for strangers. A thread that somebody never opened counts from the moment they joined its group
        or marked it as read; in a group that they are not in, only threads that they opened count.
        And `replies_seen`: how many replies stand there, those hidden from `viewer` not counted. Source: README, S-6.
        """
        if not viewer.is_authenticated:
            return self.annotate(unread_count=models.Value(0), replies_seen=models.F("reply_count"))
        return self.annotate(unread_count=UnreadCount(viewer), replies_seen=RepliesSeen(viewer))


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Published, hidden and removed posts in threads that `viewer` may read, and all of the viewer's own.

        A hidden or removed post is here as an empty place: its words are gone from the row. Source: README, S-2, S-4, S-6.
        """
        from forum.threads.models import Thread

        # Asked of each post's own thread: a list of all readable threads would be made anew for every page.
        return self.filter(Exists(Thread.objects.visible_to(viewer).filter(pk=OuterRef("thread")))).seen_by(viewer)

    def seen_by(self, viewer: "Viewer") -> Self:
        """The same, where the thread itself is already known to be visible to the viewer."""
        if not viewer.is_authenticated:
            return self.filter(number__isnull=False)
        return self.filter(Q(number__isnull=False) | Q(author=viewer.pk)).exclude(
            words_hidden_from(viewer, author="author", letter="letter")
        )

    def hidden_from(self, viewer: Person) -> Self:
        """Posts whose words a block or *kept apart* hides from `viewer`: for quotes of them. Source: README, S-6."""
        return self.filter(words_hidden_from(viewer, author="author", letter="letter"))

    def quotable_in(self, thread: "Thread", post: "Post | None" = None) -> Self:
        """Posts that may be quoted in a thread: those that stand there or stood there, and what its posts quote already.

        A thread that is split or merged so keeps its quotes, and no marker typed by hand brings in words from elsewhere.

        :param post: the one that quotes; None where any of the thread does. Source: README, P-12 and P-17.
        """
        from forum.threads.models import FormerPlace, Quote

        stood = Exists(FormerPlace.objects.filter(thread=thread.pk, post=OuterRef("pk")))
        quoting = {"post": post.pk} if post is not None else {"post__thread": thread.pk}
        quoted = Exists(Quote.objects.filter(quoted=OuterRef("pk"), **quoting))
        return self.filter(Q(thread=thread.pk) | stood | quoted).exclude(number=None)

    def new_to(self, viewer: Person) -> Self:
        """What counts as unread once it is past the reading position: others' posts that still have words."""
        return self.filter(state="published").exclude(author=viewer.pk)


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """One's own drafts that were not posted, as long as one may read the place they are for.

        Source: README, P-3.
        """
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(person=viewer.pk, group__in=Group.objects.readable_by(viewer).values("pk")).not_posted()

    def not_posted(self) -> Self:
        """Without those whose form was sent: a save that arrives after the post must not bring its words back."""
        from forum.threads.models import Post

        return self.exclude(Exists(Post.objects.filter(form_key=OuterRef("form_key"))))

    def at(self, *, group: Group, thread: "Thread | None" = None, post: "Post | None" = None) -> Self:
        """Drafts for one place: a new thread in a group, a reply to a thread, or an edit of a post."""
        if post is not None:
            return self.filter(post=post.pk)
        if thread is not None:
            return self.filter(thread=thread.pk, post=None)
        return self.filter(group=group.pk, thread=None)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """One's own choices, in groups that one may read."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(person=viewer.pk, group__in=Group.objects.readable_by(viewer).values("pk"))


def authors_readable_by(viewer: Person) -> QuerySet[Any, Any]:
    """Ids of people who wrote, under their name, something that `viewer` may read.

    For `pk__in` on people: it refers to the person asked about, so that the database looks at their posts only
    and does not gather everybody who ever wrote.
    """
    from forum.threads.models import Post

    theirs = Post.objects.filter(author=OuterRef("pk"), state="published", letter="")
    return theirs.visible_to(viewer).values("author")


class ReadMark(models.Func):
    """The number up to which a thread counts as read by a person; NULL where nothing counts as new to them.

    The reading position, or the number that the thread had reached at the publication up to which the whole group
    counts as read, whichever is further.
    """

    output_field = models.IntegerField()
    template = "{mark}"

    def __init__(self, viewer: Person) -> None:
        self.viewer_id = viewer.pk
        super().__init__(models.F("pk"), models.F("group_id"), models.F("last_number"))

    def as_sql(self, compiler: Any, connection: Any, *rest: Any, **more: Any) -> tuple[str, tuple[str | int, ...]]:
        thread, group, last_number = (compiler.compile(source)[0] for source in self.get_source_expressions())
        mark = _MARK.format(thread=thread, group=group)
        sql = self.template.format(thread=thread, last_number=last_number, mark=mark)
        return sql, (self.viewer_id,) * sql.count("%s")


class UnreadCount(ReadMark):
    """How many visible posts of others are past a person's mark in a thread.

    Arithmetic on the thread's own counter, less what does not count: removed posts, places whose posts stand elsewhere
    now, the person's own posts, and those hidden from them. Each of these is a range of an index and small by nature, so a thread of ten
    thousand new posts costs what a thread of ten does.
    """

    # The two counts from `accounts_boundary` say what `words_hidden_from` says; a test holds them together.
    # They start at the boundaries, of which a person has few: `CROSS JOIN` is how SQLite is told an order. Without
    # it, it looked at every unread post of a thread.
    template = """(
SELECT CASE WHEN mark.at IS NULL OR mark.at >= {last_number} THEN 0 ELSE {last_number} - mark.at
  - (SELECT COUNT(*) FROM threads_post gone
     WHERE gone.thread_id = {thread} AND gone.number > mark.at AND NOT (gone.state = 'published'))
  - (SELECT COUNT(*) FROM threads_formerplace left_
     WHERE left_.thread_id = {thread} AND left_.number > mark.at)
  - (SELECT COUNT(*) FROM threads_post mine
     WHERE mine.thread_id = {thread} AND mine.author_id = %s AND mine.number > mark.at AND mine.state = 'published')
  - (SELECT COUNT(*) FROM accounts_boundary theirs CROSS JOIN threads_post kept
     WHERE theirs.other_id = %s AND kept.thread_id = {thread} AND kept.author_id = theirs.setter_id
       AND kept.number > mark.at AND kept.state = 'published')
  - (SELECT COUNT(*) FROM accounts_boundary ours CROSS JOIN threads_post kept
     WHERE ours.setter_id = %s AND ours.kind = 'block' AND kept.thread_id = {thread}
       AND kept.author_id = ours.other_id AND kept.letter = ''
       AND kept.number > mark.at AND kept.state = 'published'
       AND NOT EXISTS (SELECT 1 FROM accounts_boundary back
                       WHERE back.setter_id = ours.other_id AND back.other_id = %s))
  END
FROM (SELECT {mark} AS at LIMIT 1) mark)"""


class RepliesSeen(models.Func):
    """How many replies of a thread a person sees: the thread's own counter, less those hidden from them.

    The counts from `accounts_boundary` are those of `UnreadCount`, from the first reply on, and start where they do.
    """

    output_field = models.IntegerField()
    template = """(
{replies}
  - (SELECT COUNT(*) FROM accounts_boundary theirs CROSS JOIN threads_post kept
     WHERE theirs.other_id = %s AND kept.thread_id = {thread} AND kept.author_id = theirs.setter_id
       AND kept.number > 1 AND kept.state = 'published')
  - (SELECT COUNT(*) FROM accounts_boundary ours CROSS JOIN threads_post kept
     WHERE ours.setter_id = %s AND ours.kind = 'block' AND kept.thread_id = {thread}
       AND kept.author_id = ours.other_id AND kept.letter = ''
       AND kept.number > 1 AND kept.state = 'published'
       AND NOT EXISTS (SELECT 1 FROM accounts_boundary back
                       WHERE back.setter_id = ours.other_id AND back.other_id = %s)))"""

    def __init__(self, viewer: Person) -> None:
        self.viewer_id = viewer.pk
        super().__init__(models.F("pk"), models.F("reply_count"))

    def as_sql(self, compiler: Any, connection: Any, *rest: Any, **more: Any) -> tuple[str, tuple[str | int, ...]]:
        thread, replies = (compiler.compile(source)[0] for source in self.get_source_expressions())
        sql = self.template.format(thread=thread, replies=replies)
        return sql, (self.viewer_id,) * sql.count("%s")


# `LIMIT 1` keeps a database from working the inner query out again for each place that names it.
_MARK = """(
SELECT CASE WHEN seen.at IS NULL AND seen.cutoff IS NULL THEN NULL
            WHEN seen.at >= COALESCE(seen.reached, 0) THEN seen.at
            ELSE COALESCE(seen.reached, 0) END
FROM (
  SELECT
    (SELECT position.number FROM threads_readingposition position
     WHERE position.person_id = %s AND position.thread_id = {thread}) AS at,
    (SELECT caught.publication FROM threads_caughtup caught
     WHERE caught.person_id = %s AND caught.group_id = {group}) AS cutoff,
    (SELECT old.number FROM threads_post old
     WHERE old.thread_id = {thread} AND old.publication <= (
       SELECT caught.publication FROM threads_caughtup caught
       WHERE caught.person_id = %s AND caught.group_id = {group})
     ORDER BY old.publication DESC LIMIT 1) AS reached
  LIMIT 1
) seen)"""


def kinds_said_by(person_id: int, post: "Post") -> set[str]:
    """Return the kinds of reaction that a person gave to a post."""
    from forum.threads.models import Reaction

    return set(Reaction.objects.filter(post=post, person=person_id).values_list("kind", flat=True))


MOST_NAMED = 10  # in one post


def people_named(body: str, *, group_id: int, by: Person) -> set[int]:
    """Return the ids of members of a group, whom `by` may see, that their words name by `@` and a name.

    Of each `@` the longest name counts that stands there, by its look. Whoever left, is outside of the group or hidden from
    `by` is as if they did not exist. One query, however many are named; none where there is no `@`. Source: README, P-18.
    """
    after = written_after_at(body, longest=LONGEST + 1, most=MOST_NAMED)
    looks = [_looks_of_names(words) for words in after]
    if not any(looks):
        return set()
    seen = Membership.objects.visible_to(by).in_force().filter(group=group_id, person__is_active=True)
    named = seen.filter(person__name_key__in={*chain.from_iterable(looks)}).values_list("person__name_key", "person")
    known = dict(named)
    found = (next((known[look] for look in each if look in known), None) for each in looks)
    return {person for person in found if person not in (None, by.pk)}


def _looks_of_names(words: str) -> list[str]:
    """What a name that begins these words could look like, the longest first: it ends where a word ends."""
    ends = [at for at in range(1, min(len(words), LONGEST) + 1) if not _is_within_word(words, at)]
    return [look for at in reversed(ends) if (look := skeleton(words[:at]))]


def _is_within_word(words: str, at: int) -> bool:
    around = words[at - 1 : at + 1]
    return len(around) == 2 and all(unicodedata.category(sign)[0] in "LNM" for sign in around)
