"""The index follows what happens, in the transaction in which it happens. Source: README, F-2."""

from accounts.events import NameChanged, PersonLeft, WordsChoice
from forum.groups.events import GroupChanged, GroupStarted, PersonJoinedGroup, RoleGiven
from forum.kernel.events import listen
from forum.meetups.events import AnnouncementShown, AnnouncementTakenDown
from forum.people.events import ProfileChanged
from forum.people.models import ProfileField
from forum.search.actions.entering import enter, enter_one_post, enter_threads, take_out
from forum.search.models import Entry
from forum.threads.events import (
    PostEdited,
    PostHidden,
    PostPublished,
    PostShownAgain,
    PostWithdrawn,
    ThreadMoved,
    ThreadsMerged,
    ThreadSplit,
    ThreadStarted,
)
from forum.threads.models import Post

_Shown = ThreadStarted | PostPublished | PostEdited | PostShownAgain


def enter_post(event: _Shown) -> None:
    """What others read can be found."""
    enter_one_post(event.post_id)


listen(ThreadStarted)(enter_post)
listen(PostPublished)(enter_post)
listen(PostEdited)(enter_post)
listen(PostShownAgain)(enter_post)


def take_post_out(event: PostWithdrawn | PostHidden) -> None:
    """What nobody reads any more is not found."""
    take_out(Entry.Kind.POST, event.post_id)


listen(PostWithdrawn)(take_post_out)
listen(PostHidden)(take_post_out)


@listen(ThreadMoved)
def move_entries(event: ThreadMoved) -> None:
    """A thread is found where it stands now, by those who read there."""
    posts = Post.objects.filter(thread=event.thread_id).values("pk")
    Entry.objects.filter(kind=Entry.Kind.POST, object_id__in=posts).update(group=event.to_group_id)


@listen(ThreadSplit)
def enter_split(event: ThreadSplit) -> None:
    """Posts are found with the title and under the letters of the thread in which they stand now."""
    enter_threads([event.thread_id, event.new_thread_id])


@listen(ThreadsMerged)
def enter_merged(event: ThreadsMerged) -> None:
    """The same of posts that stand in another thread now."""
    enter_threads([event.thread_id, event.into_thread_id])


def enter_group(event: GroupStarted | GroupChanged) -> None:
    """A group is found by its name and by what it is for."""
    enter(Entry.Kind.GROUP, [event.group_id])


listen(GroupStarted)(enter_group)
listen(GroupChanged)(enter_group)


@listen(AnnouncementShown)
def enter_meetup(event: AnnouncementShown) -> None:
    """A meetup is found by what everybody reads of it."""
    enter(Entry.Kind.MEETUP, [event.announcement_id])


@listen(AnnouncementTakenDown)
def take_meetup_out(event: AnnouncementTakenDown) -> None:
    """Words that are not shown are not found."""
    take_out(Entry.Kind.MEETUP, event.announcement_id)


def enter_person(event: PersonJoinedGroup | RoleGiven | NameChanged) -> None:
    """A person is found by their name, by those who share a group with them or read what they wrote."""
    enter(Entry.Kind.PERSON, [event.person_id])


listen(PersonJoinedGroup)(enter_person)
listen(RoleGiven)(enter_person)
listen(NameChanged)(enter_person)


@listen(ProfileChanged)
def enter_profile(event: ProfileChanged) -> None:
    """What somebody tells about themselves is found by those to whom they show it."""
    fields = ProfileField.objects.filter(person=event.person_id, kind=event.kind)
    enter(Entry.Kind.PROFILE, list(fields.values_list("pk", flat=True)))


@listen(PersonLeft)
def forget_leaver(event: PersonLeft) -> None:
    """Whoever left is not found, nor what they told about themselves; nor, unless they kept it, their name on words."""
    theirs = Entry.objects.filter(author=event.person_id)
    theirs.filter(kind__in=(Entry.Kind.PERSON, Entry.Kind.PROFILE)).delete()
    if event.choice != WordsChoice.KEEP:
        theirs.update(author=None)
