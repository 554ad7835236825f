"""Where the demo community meets: networks and what is inside them, with every combination of switches in use."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Room:
    """One group; `switches` are who may find it, who may read it, and how one joins."""

    slug: str
    name: str
    description: str
    switches: tuple[str, str, str]
    host: str
    inside: str = ""
    audience: str = "everyone"
    questions: tuple[str, ...] = ()
    moderators: tuple[str, ...] = ()
    organisers: tuple[str, ...] = ()
    allows_unnamed: bool = True


ROOMS = [
    Room(
        slug="lounge", name="Lounge", switches=("listed", "public", "open"), host="Lovage", moderators=("Sorrel",),
        description="For anything that isn't illness, and for illness when it's funny. Anyone can read this room, signed in or not.",
        allows_unnamed=False,
    ),
    Room(
        slug="start-here", name="Start here", inside="lounge", switches=("listed", "public", "invitation"), host="Betony",
        description="How this place works. Short, and written for tired people.", allows_unnamed=False,
    ),
    Room(
        slug="practical-help", name="Practical help", inside="lounge", switches=("listed", "public", "request"), host="Tansy",
        description="Lifts, wigs, zips and snow. Please keep addresses and telephone numbers out of posts: anyone can read this room.",
        questions=("Roughly where are you, and what could you offer or use?",), allows_unnamed=False,
    ),
    Room(
        slug="bramble", name="Bramble", switches=("listed", "members", "open"), host="Sorrel", moderators=("Yarrow",),
        description="A network for people diagnosed with cancer under fifty, at any stage. Everyone with an account can read this room; the groups inside it are closed.",
    ),
    Room(
        slug="living-with-secondary", name="Living with secondary", inside="bramble", switches=("listed", "group", "request"),
        host="Yarrow", moderators=("Sorrel",), audience="secondary",
        description="For members of Bramble whose cancer has spread (also called metastatic, advanced or stage 4). Somewhere to voice your fears without upsetting anyone around you.",
        questions=("Has your cancer spread? A yes is enough.", "Is there anything you'd like the hosts to know?"),
    ),
    Room(
        slug="scans-and-results", name="Scans and results", inside="living-with-secondary", switches=("listed", "group", "open"),
        host="Yarrow", moderators=("Harebell",), audience="secondary",
        description="Before, during and after. Say the day and the hour, and people will think of you.",
    ),
    Room(
        slug="parents-of-young-children", name="Parents of young children", inside="living-with-secondary",
        switches=("listed", "group", "request"), host="Clover", audience="secondary",
        description="For those with children who still need the whale.", questions=("How old are your children?",),
    ),
    Room(
        slug="night-owls", name="Night owls", inside="living-with-secondary", switches=("hidden", "group", "open"),
        host="Teasel", audience="secondary", description="Three in the morning. Bring your own lasagne.",
    ),
    Room(
        slug="quiet-corner", name="Quiet corner", inside="living-with-secondary", switches=("hidden", "group", "invitation"),
        host="Yarrow", audience="secondary", description="Nearer the end of treatment than the beginning. Pudding first.",
    ),
    Room(
        slug="work-and-money", name="Work and money", inside="bramble", switches=("listed", "members", "open"),
        host="Pimpernel", description="Telling them, staying, stopping, forms.",
    ),
    Room(
        slug="wayside", name="Wayside", switches=("listed", "members", "request"), host="Hawthorn", audience="secondary", organisers=("Melilot",),
        description="A network for anyone living with secondary cancer, wherever it began and whatever your age.",
        questions=("Where did your cancer begin? You can say as little as you like.",),
    ),
    Room(
        slug="secondary-breast", name="Secondary breast cancer", inside="wayside", switches=("listed", "group", "request"),
        host="Columbine", audience="secondary", description="Women, men, and Kevin the fish.",
    ),
    Room(
        slug="in-the-bone", name="In the bone", inside="secondary-breast", switches=("listed", "group", "invitation"),
        host="Mallow", audience="secondary", description="Cars, beds, carrier bags, and lists for the fridge.",
    ),
    Room(
        slug="secondary-bowel", name="Secondary bowel cancer", inside="wayside", switches=("listed", "group", "request"),
        host="Melilot", audience="secondary", description="No subject is too low.",
    ),
    Room(
        slug="secondary-lung", name="Secondary lung cancer", inside="wayside", switches=("listed", "group", "request"),
        host="Orache", audience="secondary", description="Short sentences welcome.",
    ),
    Room(
        slug="friends-and-family", name="Friends and family", switches=("listed", "members", "open"), host="Burdock",
        audience="friends", description="For those who love somebody with secondary cancer.",
    ),
    Room(
        slug="partners", name="Partners", inside="friends-and-family", switches=("listed", "group", "request"),
        host="Burdock", audience="friends", description="Same bed, different planets.",
        questions=("Who brings you here?",),
    ),
    Room(
        slug="adult-children", name="Adult children", inside="friends-and-family", switches=("listed", "members", "invitation"),
        host="Comfrey", audience="friends", description="Forty, and wanting your mum.",
    ),
    Room(
        slug="bereaved", name="Bereaved", inside="friends-and-family", switches=("hidden", "group", "request"),
        host="Quince", audience="friends", description="For those whose person has died. Nobody is moved here: you come when you like, or not.",
    ),
    Room(
        slug="harbour", name="Harbour", switches=("listed", "public", "invitation"), host="Tansy", organisers=("Samphire",),
        description="People in and around one small town by the sea. We meet on the third Thursday.", allows_unnamed=False,
    ),
    Room(
        slug="slow-walks", name="Slow walks", inside="harbour", switches=("listed", "members", "request"), host="Tansy",
        organisers=("Cowslip",), description="At the pace of whoever's slowest.", allows_unnamed=False,
    ),
    Room(
        slug="remembering", name="Remembering", switches=("listed", "members", "request"), host="Yarrow",
        description="For those of us who have died. Go gently.", allows_unnamed=False,
    ),
]  # fmt: skip


def with_those_above(slugs: tuple[str, ...]) -> set[str]:
    """These groups and all that they are inside of."""
    above = {room.slug: room.inside for room in ROOMS}
    found = set(slugs)
    while missing := {above[slug] for slug in found if above[slug]} - found:
        found |= missing
    return found
