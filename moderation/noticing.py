"""What is noticed in words before they are posted: what their author is asked about, and which help is shown to them.

Nothing of it is kept, and none of it keeps anybody from posting. Source: README, P-16 and M-23.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from moderation.checks import matched
from moderation.matching.contacts import find_contacts
from moderation.matching.definitions import Action
from moderation.matching.rule_set import Match
from moderation.models import RuleVersion

NOT_ASKED_ABOUT = frozenset({"link"})  # a leaflet's address is nobody's door


@dataclass(frozen=True, kw_only=True)
class Question:
    """Words about which their author is asked, and why: "This looks like a telephone number."."""

    words: str
    says: str

    @property
    def code(self) -> str:
        """What stands for the words in a form: that they were asked about is told by it, and nothing else."""
        return sha256(self.words.casefold().encode()).hexdigest()[:16]


@dataclass(frozen=True, kw_only=True)
class Noticed:
    """:param cards: codes of the care cards to be shown to the author."""

    questions: tuple[Question, ...] = ()
    cards: tuple[str, ...] = ()


def noticed_in(words: str, *, known: str = "") -> Noticed:
    """Look at what somebody wrote themselves. One query, two where a rule asks.

    :param known: what they had written there before: it was noticed then.
    Source: README, P-16 and M-23.
    """
    before = known.casefold()
    found = [each for each in matched(words) if isinstance(each, Match) and each.words.casefold() not in before]
    contacts = [
        each
        for each in find_contacts(words)
        if each.kind not in NOT_ASKED_ABOUT and each.words.casefold() not in before
    ]
    said = [(each.words, _("This looks like %(what)s.") % {"what": each.label}) for each in contacts]
    taken = [(each.start, each.end) for each in contacts]
    asking = [each for each in found if each.action is Action.ASK and not _overlaps(each, taken)]
    says = _says({each.rule_id for each in asking}) if asking else {}
    said += [(each.words, says.get(each.rule_id, "") or _("Please look at this once more.")) for each in asking]
    return Noticed(
        questions=tuple(Question(words=each, says=why) for each, why in dict(reversed(said)).items())[::-1],
        cards=tuple(dict.fromkeys(each.card for each in found if each.card)),
    )


def _overlaps(match: Match, spans: Iterable[tuple[int, int]]) -> bool:
    return any(match.start < end and start < match.end for start, end in spans)


def _says(rule_ids: Iterable[str]) -> dict[str, str]:
    """What rules say about themselves, by the id of their version in use."""
    found = RuleVersion.objects.filter(pk__in=[int(each) for each in rule_ids if each.isdigit()])
    return {str(pk): str(says or "") for pk, says in found.values_list("pk", "definition__says")}
