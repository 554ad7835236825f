"""Who is in the demo community: invented people with the names of plants."""

from dataclasses import dataclass

PASSWORD = "quiet-kettle-lamp"


@dataclass(frozen=True, kw_only=True)
class Character:
    """One invented person.

    :param rooms: slugs of the groups that they are in, besides those above them.
    :param shown_as: their role in one word, for those printed when the demo starts.
    """

    name: str
    rooms: tuple[str, ...]
    situation: str = "secondary"
    shown_as: str = ""
    line: str = ""

    @property
    def email(self) -> str:
        return f"{self.name.lower()}@alongside.example"


def _in(names: str, *rooms: str, situation: str = "secondary") -> list[Character]:
    return [Character(name=name, rooms=rooms, situation=situation) for name in names.split()]


_LIVING = "living-with-secondary"

PRINTED = [
    Character(
        name="Marigold",
        rooms=("bramble", _LIVING, "scans-and-results", "parents-of-young-children", "secondary-breast", "lounge"),
        shown_as="member",
        line="Two boys, one whale. Since 2022.",
    ),
    Character(
        name="Bryony", rooms=("bramble", "lounge", "wayside"), shown_as="newcomer",
        line="New here, still reading.",
    ),
    Character(
        name="Yarrow",
        rooms=("bramble", _LIVING, "scans-and-results", "parents-of-young-children", "night-owls", "quiet-corner",
               "in-the-bone", "remembering", "lounge"),
        shown_as="host",
        line="Here since the beginning.",
    ),
    Character(
        name="Sorrel", rooms=("bramble", _LIVING, "scans-and-results", "work-and-money", "lounge", "remembering"),
        shown_as="moderator",
    ),
    Character(
        name="Tansy", rooms=("harbour", "slow-walks", "practical-help", "lounge"), shown_as="organiser",
        line="The one with the scones.",
    ),
    Character(
        name="Betony", rooms=("lounge", "start-here", "wayside"), shown_as="staff", situation="works_in_care",
        line="I answer for this place.",
    ),
    Character(name="Fritillary", rooms=("wayside", "lounge"), shown_as="site moderator", line="Mostly evenings."),
    Character(name="Hollyhock", rooms=("wayside", "lounge"), shown_as="lead"),
    Character(name="Hellebore", rooms=("wayside", "lounge"), shown_as="safeguarding lead"),
    Character(
        name="Burdock", rooms=("friends-and-family", "partners", "lounge", "remembering"),
        shown_as="friend or family", situation="friend_or_family", line="Husband. Carries the bags.",
    ),
]  # fmt: skip

OTHERS = [
    Character(name="Teasel", rooms=("bramble", _LIVING, "scans-and-results", "night-owls", "lounge", "remembering"), line="Awake."),
    Character(name="Campion", rooms=("bramble", _LIVING, "scans-and-results", "secondary-breast", "lounge"), line="Allotment 14. Yes, men too."),
    Character(name="Harebell", rooms=("bramble", _LIVING, "scans-and-results", "night-owls", "lounge", "remembering")),
    Character(name="Samphire", rooms=("bramble", _LIVING, "lounge", "harbour", "slow-walks", "work-and-money", "remembering"), line="In the sea, mostly."),
    Character(name="Hawthorn", rooms=("wayside", _LIVING, "secondary-bowel", "secondary-lung", "work-and-money", "lounge", "practical-help")),
    Character(name="Cowslip", rooms=("wayside", "secondary-bowel", "secondary-lung", "lounge", "harbour", "slow-walks", "practical-help", "remembering"), line="Ten years. Toast."),
    Character(name="Pimpernel", rooms=("bramble", _LIVING, "parents-of-young-children", "work-and-money", "lounge"), line="Teaches Year 1, naps."),
    Character(name="Vetch", rooms=("bramble", _LIVING, "work-and-money", "lounge"), line="Retired bookkeeper, good pen."),
    Character(name="Clover", rooms=("bramble", _LIVING, "parents-of-young-children", "secondary-breast", "lounge")),
    Character(name="Thrift", rooms=("bramble", _LIVING, "scans-and-results", "night-owls", "lounge")),
    Character(name="Linden", rooms=("bramble", _LIVING, "scans-and-results", "work-and-money", "remembering")),
    Character(name="Columbine", rooms=("bramble", _LIVING, "scans-and-results", "parents-of-young-children", "secondary-breast")),
    Character(name="Woodruff", rooms=("bramble", _LIVING, "night-owls", "quiet-corner", "remembering")),
    Character(name="Mallow", rooms=("wayside", _LIVING, "scans-and-results", "in-the-bone", "quiet-corner", "remembering")),
    Character(name="Speedwell", rooms=("bramble", _LIVING, "scans-and-results", "parents-of-young-children")),
    Character(name="Fennel", rooms=("bramble", _LIVING, "scans-and-results", "night-owls", "lounge")),
    Character(name="Sedge", rooms=("wayside", _LIVING, "scans-and-results", "in-the-bone", "secondary-lung", "night-owls", "work-and-money")),
    Character(name="Juniper", rooms=("bramble", _LIVING, "secondary-breast", "night-owls", "quiet-corner", "lounge")),
    Character(name="Rowan", rooms=("bramble", _LIVING, "scans-and-results", "night-owls", "practical-help")),
    Character(name="Burnet", rooms=("bramble", "parents-of-young-children", "secondary-breast", "lounge")),
    Character(name="Saffron", rooms=("bramble", "lounge", "practical-help"), situation="other_cancer"),
    Character(name="Borage", rooms=("bramble", "work-and-money"), situation="other_cancer"),
    Character(name="Bistort", rooms=("bramble", "practical-help"), situation="other_cancer"),
    Character(name="Cicely", rooms=("bramble", "work-and-money", "practical-help"), situation="other_cancer"),
    Character(name="Melilot", rooms=("wayside", "secondary-bowel", "lounge", "practical-help")),
    Character(name="Orache", rooms=("wayside", "secondary-lung")),
    Character(name="Alder", rooms=("wayside", "secondary-breast", "in-the-bone")),
    Character(name="Eyebright", rooms=("bramble", _LIVING, "scans-and-results")),
    Character(name="Lovage", rooms=("lounge", "friends-and-family", "remembering"), situation="bereaved", line="Soup."),
    Character(name="Comfrey", rooms=("friends-and-family", "adult-children", "remembering"), situation="friend_or_family"),
    Character(name="Figwort", rooms=("friends-and-family", "partners"), situation="friend_or_family"),
    Character(name="Meadowsweet", rooms=("friends-and-family", "adult-children"), situation="friend_or_family"),
    Character(name="Elder", rooms=("friends-and-family", "partners"), situation="friend_or_family"),
    Character(name="Tormentil", rooms=("friends-and-family", "adult-children"), situation="friend_or_family"),
    Character(name="Elderflower", rooms=("friends-and-family", "bereaved"), situation="bereaved"),
    Character(name="Quince", rooms=("friends-and-family", "bereaved"), situation="bereaved"),
    Character(name="Gorse", rooms=("harbour", "slow-walks", "lounge")),
]  # fmt: skip

# They read, they react, some say one small thing a day: most people in such a place.
READERS = [
    *_in("Angelica Anemone Aster Bilberry Bluebell Bogbean Bugle Celandine Chervil Chicory", "bramble", "lounge"),
    *_in("Coltsfoot Coriander Cranesbill Crocus Daphne Dogwood Feverfew", "bramble", _LIVING),
    *_in("Gentian Groundsel Honesty Hyssop", "wayside", "lounge"),
    *_in("Knapweed Lavender Lilac Lobelia Loosestrife Lungwort", "wayside", "secondary-breast"),
    *_in("Madder Marjoram Medlar Milkwort Moschatel Mugwort", "wayside", "secondary-bowel"),
    *_in("Mullein Myrtle Nettle Orpine Oxlip Pansy", "bramble", "work-and-money", situation="other_cancer"),
    *_in("Parsley Peony Periwinkle Plantain Primrose Purslane", "friends-and-family", situation="friend_or_family"),
    *_in("Ragwort Ramsons Rampion Restharrow Sainfoin Saxifrage", "harbour", "lounge"),
    *_in("Scabious Selfheal Skullcap Snowdrop Sundew Sweetbriar", "lounge", "practical-help"),
    *_in("Sweetgale Tamarisk Toadflax Valerian Vervain Violet Wallflower Willow Woad Woundwort", "bramble", "lounge"),
    *_in("Agrimony Avens Bracken Wormwood Yellowrattle Zinnia", "friends-and-family", "bereaved", situation="bereaved"),
]

EVERYONE = [*PRINTED, *OTHERS, *READERS]
