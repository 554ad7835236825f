"""What can go wrong in meetups without anybody being at fault."""


class NoSuchTime(Exception):
    """Clocks skip this time, or it happens twice and nobody said which; its text is fit to show."""


class MeetupMovedOn(Exception):
    """The meetup changed since the form was opened; nothing is written. Its text is fit to show."""


class AlreadyAnnounced(Exception):
    """The form was sent before; `announcement_id` is what it made."""

    def __init__(self, announcement_id: int) -> None:
        super().__init__()
        self.announcement_id = announcement_id
