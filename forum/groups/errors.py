"""What can turn out otherwise between a page and its button. Each text is fit to show."""

from django.utils.translation import gettext as _

from forum.kernel.verdicts import NotAllowed


class AlreadyAnswered(NotAllowed):
    """A request or an invitation was answered by somebody, or taken back, a moment before."""

    def __init__(self) -> None:
        super().__init__(_("This has been answered already, perhaps a moment ago. Nothing more needs to be done."))


class GroupOnTheMove(NotAllowed):
    """The group went to another network again and again while a verb waited for it."""

    def __init__(self) -> None:
        super().__init__(_("This group is being moved just now. Please try again in a moment."))
