"""Where and when the demo community meets: invented halls in towns that there are, and what is said about each meetup."""

from dataclasses import dataclass, field
from datetime import time


@dataclass(frozen=True, kw_only=True)
class Hall:
    """A venue. :param facts: what is known about getting in: yes, no, or metres for parking."""

    name: str
    room: str
    town: str
    area: str
    address: str
    postcode: str
    arrival: str
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """A series, a course, or a single meetup.

    :param pattern: one of `Pattern`, empty for a single meetup; a course has as many `sessions`, a week apart.
    :param weekday: Monday is 0. :param in_month: of a monthly one, the first, second … such weekday.
    :param weeks_ago: how long before now it began; negative for what begins later.
    :param for_charity: the charity for which its organiser is recognised.
    """

    room: str
    organiser: str
    kind: str
    title: str
    about: str
    at: time
    weekday: int
    hall: str = ""
    pattern: str = ""
    every: int = 1
    in_month: int = 1
    weeks_ago: int = 0
    sessions: int = 1
    minutes: int = 90
    mode: str = "in_person"
    link: str = ""
    topic: str = ""
    speaker: str = ""
    contact: str = ""
    energy: str = ""
    capacity: int | None = None
    guest_limit: int = 0
    for_charity: str = ""
    comers: tuple[str, ...] = ()


HALLS = [
    Hall(
        name="The Net Loft", room="harbour", town="Whitby", area="by the swing bridge", address="2 Tar Yard",
        postcode="ZZ1 1AA", arrival="Up the ramp on the harbour side, not the steps on the street. The door sticks: push.",
        facts={"step_free": "yes", "toilet": "yes", "seats": "yes", "parking": "60", "loop": "no"},
    ),
    Hall(
        name="Chapel Rooms", room="harbour", town="Whitby", area="West Cliff", address="Lower Chapel Street",
        postcode="ZZ1 2BB", arrival="The green side door. There is a bell at sitting height.",
        facts={"step_free": "yes", "lift": "yes", "toilet": "yes", "loop": "yes", "quiet": "yes", "parking": "25"},
    ),
    Hall(
        name="The lower car park", room="slow-walks", town="Pickering", area="edge of the forest", address="Forest Road",
        postcode="ZZ2 3CC", arrival="By the map board. Somebody in an orange hat is there from ten to.",
        facts={"step_free": "yes", "toilet": "no", "parking": "5", "seats": "no"},
    ),
    Hall(
        name="The bandstand", room="slow-walks", town="Scarborough", area="South Bay", address="The Esplanade",
        postcode="ZZ2 4DD", arrival="On the bench that faces away from the sea, out of the wind.",
        facts={"step_free": "yes", "seats": "yes", "parking": "120"},
    ),
    Hall(
        name="Mill Lane Centre", room="bramble", town="Sheffield", area="city centre", address="14 Mill Lane",
        postcode="ZZ3 5EE", arrival="Second floor. The lift is behind the café; ask for the Bramble room.",
        facts={"step_free": "yes", "lift": "yes", "toilet": "yes", "loop": "yes", "seats": "yes", "quiet": "yes", "parking": "40"},
    ),
    Hall(
        name="The Reading Room", room="bramble", town="Rotherham", area="near the minster", address="3 Vicar’s Passage",
        postcode="ZZ3 6FF", arrival="Ring, and wait a moment: it is a long corridor.",
        facts={"step_free": "no", "toilet": "no", "seats": "yes", "parking": "200"},
    ),
    Hall(
        name="Tapton Hall", room="bramble", town="Chesterfield", area="north side", address="Brewer’s Walk",
        postcode="ZZ3 7GG", arrival="The double doors open by themselves. Turn left at the piano.",
        facts={"step_free": "yes", "toilet": "yes", "quiet": "yes", "parking": "30"},
    ),
    Hall(
        name="The Old Library", room="wayside", town="Cardiff", area="Roath", address="1 Castle Mews",
        postcode="ZZ4 8HH", arrival="Ground floor, straight ahead. Smells of oranges on Tuesdays.",
        facts={"step_free": "yes", "toilet": "yes", "loop": "yes", "parking": "80"},
    ),
    Hall(
        name="Weavers’ House", room="wayside", town="Perth", area="by the river", address="9 Skinner’s Close",
        postcode="ZZ5 9JJ", arrival="There is one step. We have a ramp: ring and we bring it.",
        facts={"step_free": "no", "toilet": "yes", "seats": "yes"},
    ),
    Hall(
        name="Lagan Rooms", room="wayside", town="Lisburn", area="town centre", address="20 Linen Row",
        postcode="ZZ6 1KK", arrival="First door on the left after the chemist.", facts={"step_free": "yes", "lift": "yes"},
    ),
    Hall(
        name="St Hilda’s back room", room="partners", town="Sheffield", area="Crookes", address="Hill Foot",
        postcode="ZZ3 8LL", arrival="Round the back, past the bins. There is a light over the door.",
        facts={"step_free": "yes", "toilet": "yes", "parking": "15"},
    ),
    Hall(
        name="The Boat House", room="friends-and-family", town="York", area="Fishergate", address="6 Ferry Lane",
        postcode="ZZ7 2MM", arrival="Down the slope by the weeping willow.", facts={"step_free": "yes", "seats": "yes"},
    ),
]  # fmt: skip

_BREATHE = "Six Tuesdays on a mat or in a chair, with somebody who has done this for twenty years. Nothing to buy, nothing to be good at. If you fall asleep, you have done it right."

GATHERINGS = [
    Gathering(
        room="harbour", organiser="Tansy", kind="together", title="Third Thursday", hall="The Net Loft",
        about="Scones, tea, no agenda. Some months nobody mentions cancer at all, and some months it is all we talk about.\n\nBring anybody who drives you.",
        at=time(14, 0), weekday=3, pattern="weekday", in_month=3, weeks_ago=30, minutes=120, capacity=16, guest_limit=1,
        contact="Tansy, in the blue apron", energy="You can lie down in the side room. People come for half an hour and go.",
        comers=("Samphire", "Gorse", "Cowslip", "Ragwort", "Ramsons", "Rampion", "Sainfoin"),
    ),
    Gathering(
        room="slow-walks", organiser="Cowslip", kind="activity", title="Saturday walk", hall="The lower car park",
        about="A mile, or half of one, at the pace of whoever is slowest. There are four benches, and we use all of them.",
        at=time(10, 30), weekday=5, pattern="weeks", every=2, weeks_ago=14, minutes=75, capacity=8, guest_limit=1,
        contact="Cowslip, in an orange hat", energy="Flat, firm, 1 mile. You can turn round at any bench, and somebody turns round with you.",
        comers=("Tansy", "Samphire", "Gorse"),
    ),
    Gathering(
        room="wayside", organiser="Hawthorn", kind="session", title="Ask the nurse", mode="online",
        about="An hour with a specialist nurse who has been asked everything. Send your question beforehand if you would rather not say it aloud.",
        topic="Tiredness that sleep does not mend", speaker="June Tallis, specialist nurse", link="https://meet.alongside.example/ask-the-nurse",
        at=time(19, 0), weekday=1, pattern="weekday", in_month=1, weeks_ago=26, minutes=60, for_charity="Wayside Trust",
        energy="Cameras off is usual.", comers=("Melilot", "Orache", "Fritillary", "Gentian", "Honesty"),
    ),
    Gathering(
        room="bramble", organiser="Sorrel", kind="course", title="Breathing and letting go", hall="Mill Lane Centre", about=_BREATHE,
        at=time(11, 0), weekday=1, sessions=6, weeks_ago=-3, minutes=75, capacity=6, guest_limit=1,
        contact="Sorrel, by the lift", energy="Mats, chairs and blankets are there.",
        comers=("Marigold", "Campion", "Harebell", "Teasel", "Vetch", "Linden", "Clover", "Thrift"),
    ),
    Gathering(
        room="partners", organiser="Burdock", kind="together", title="An evening for partners", hall="St Hilda’s back room",
        about="For those who carry the bags. Somebody brings cake. You can say the thing you cannot say at home.",
        at=time(18, 30), weekday=2, pattern="last", weeks_ago=20, capacity=10,
        contact="Burdock, until ten past", comers=("Figwort", "Elder"),
    ),
    Gathering(
        room="living-with-secondary", organiser="Yarrow", kind="together", title="Toast", mode="online",
        about="Wednesday, three o’clock, whatever you are wearing. We eat toast. Some weeks it is two of us, some weeks nine.",
        at=time(15, 0), weekday=2, pattern="weeks", weeks_ago=12, minutes=45, link="https://meet.alongside.example/toast",
        energy="In bed is fine.", comers=("Marigold", "Teasel", "Campion", "Sedge", "Juniper"),
    ),
    Gathering(
        room="bramble", organiser="Yarrow", kind="session", title="Hair, wigs and eyebrows", hall="Mill Lane Centre",
        about="Bring a scarf, or nothing. There are mirrors, and a room without any.",
        topic="Hair care during chemo", speaker="Odile Marsh, wig fitter", at=time(11, 0), weekday=3, weeks_ago=-2,
        minutes=120, capacity=4, guest_limit=1, comers=("Marigold", "Clover", "Columbine", "Speedwell", "Saffron"),
    ),
    Gathering(
        room="friends-and-family", organiser="Burdock", kind="activity", title="A boat, if it is dry", hall="The Boat House",
        about="An hour on the river. You need do nothing but sit.", at=time(13, 30), weekday=6, weeks_ago=-5, minutes=60,
        capacity=12, guest_limit=2, comers=("Comfrey", "Figwort", "Meadowsweet"),
    ),
    Gathering(
        room="wayside", organiser="Melilot", kind="together", title="Cardiff, once", hall="The Old Library",
        about="I am visiting, and would like to put faces to names. Soup first.", at=time(12, 0), weekday=5, weeks_ago=-6,
        comers=("Hawthorn", "Madder"),
    ),
]  # fmt: skip
