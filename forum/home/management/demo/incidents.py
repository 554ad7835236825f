"""What moderators of the demo community had to look at: a year of it, and what waits for them now. All invented."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Incident:
    """One post that came to the desk.

    :param thread: the title of the thread in which it was written.
    :param reported: by whom and why, as "Teasel selling"; several with commas; empty where a check held it, or a
        moderator noticed it.
    :param says: what the first who reported wrote with it.
    :param outcome: what was decided; empty for what still waits.
    :param words: the moderator's, to the author.
    :param body: with `approve_edited`, the words as edited.
    :param joins: its author came into the group just before: it is one of their first posts there, and held.
    :param ago: hours before now at which it was written; of the year's, days.
    """

    by: str
    thread: str
    said: str
    ago: float
    reported: str = ""
    says: str = ""
    outcome: str = ""
    guideline: str = ""
    words: str = ""
    body: str = ""
    note: str = ""
    days: int = 0
    joins: bool = False


YEAR = (
    Incident(
        by="Knapweed", thread="October, and everything is pink", ago=330, reported="Columbine selling, Alder selling",
        said="I do these bracelets, all proceeds minus costs to me. Message me for the price list, first ten get a discount code.",
        outcome="hide", guideline="no_selling",
        words="They sound lovely. Selling is the one thing that we keep out altogether, so that nobody here is ever asked for money.",
    ),
    Incident(
        by="Bilberry", thread="Hair: what I wish I had known about the eyelashes", ago=318,
        said="The lady who did mine was so gentle. Ring her on 07700 900123, say that Bea sent you.",
        outcome="approve_edited", guideline="no_details",
        body="The lady who did mine was so gentle. Ask your ward for somebody who does it, they will know.",
        words="I took the number out: anybody can read this room, and she may not want calls from everybody.",
    ),
    Incident(
        by="Mugwort", thread="Foods that hold a grudge", ago=301, reported="Melilot guidelines",
        said="My cousin stopped the chemo and did the juices instead of treatment and it all went. They don't want you to know.",
        outcome="hide", guideline="alongside",
        words="Juices beside treatment are welcome here. What we take down is telling anybody to leave their treatment, because somebody frightened might.",
    ),
    Incident(
        by="Mugwort", thread="Toilets of the north, a guide", ago=290, reported="Cowslip guidelines, Melilot selling",
        said="You lot and your chemo. The juices instead of treatment, that is what cured him, order through me if you like.",
        outcome="hold_first", guideline="alongside", days=30,
        words="For a month somebody reads your posts before others do. You are welcome here; it is only the advice against treatment that is not.",
    ),
    Incident(
        by="Plantain", thread="The drive home", ago=281, reported="Burdock guidelines",
        said="Honestly if she shouted at me like that I would leave her to it. Some of you are doormats.",
        outcome="return", guideline="kindness",
        words="You may be as angry as you like about it here. Could you say it about your own evening, and leave the others out?",
    ),
    Incident(
        by="Anemone", thread="Friends who disappeared", ago=266, reported="Fennel personal_details",
        said="It was Gillian Ashworth from the bakery on Mill Road, so now you know, and so does she.",
        outcome="hide", guideline="no_details",
        words="Anybody with an account reads this room, and she is not here to say her side. You can tell it again without who she is.",
    ),
    Incident(
        by="Gorse", thread="Where shall the minibus go?", ago=250, said="Has anyone my address for the pick-up? It is 14 Chapel Row, TN35 4AB.",
        outcome="approve_edited", guideline="no_details", body="Has anyone my address for the pick-up? I will tell Tansy on Thursday.",
        words="Anyone at all can read this room, so I took out where you live. Tansy has it.",
    ),
    Incident(
        by="Ragwort", thread="Telling work", ago=236, joins=True,
        said="We are running a short survey on cancer and employment for my dissertation, twenty minutes, a voucher for each.",
        outcome="decline", guideline="no_selling",
        words="It is a good subject. Research comes in through the people who run the forum: they will answer you within a week.",
    ),
    Incident(
        by="Medlar", thread="Hair: what I wish I had known about the eyelashes", ago=229, joins=True,
        said="Sister Pat Holloway on the day ward taped mine on before the wedding. Ask for Pat Holloway, she is there on Mondays.",
        outcome="return", guideline="no_details",
        words="What a kind thing to do. Could you take her name and her days out, and send it again? Everybody with an account reads this room.",
    ),
    Incident(
        by="Sedge", thread="Three twenty", ago=221, reported="Thrift worried",
        said="I am so tired of all of it. If I did not wake up tomorrow I would not mind much.",
        outcome="cared", words="",
    ),
    Incident(
        by="Willow", thread="Words that only your family uses", ago=204, reported="Lovage guidelines, Samphire guidelines",
        said="You are all pathetic, sitting here making jokes while people die. Shut up, the lot of you.",
        outcome="warn", guideline="kindness", words="It read as if you were having a terrible day. You can have it here. Please do not have it at the others.",
    ),
    Incident(
        by="Lilac", thread="The word \"palliative\" on my letter", ago=190, reported="Hawthorn guidelines",
        said="My letter says the same. I cried in the bus shelter and then I had a sausage roll.",
        outcome="no_action",
    ),
    Incident(
        by="Harebell", thread="Roll call: who's in the machine, and when?", ago=176, reported="Marigold guidelines",
        said="Progression in the spine. I have just read it in the portal, on the stairs, with my coat on.",
        outcome="add_content_note", note="progression",
        words="Only so that people can choose the evening on which they read it. Your words are as they were. We are thinking of you.",
    ),
    Incident(
        by="Mugwort", thread="Foods that hold a grudge", ago=168, reported="Melilot selling",
        said="Message me for the juice plan. It beat his and it will beat yours.",
        outcome="pause", guideline="alongside", days=14,
        words="This is the third time, so we ask you to pause for two weeks. You can read everything meanwhile.",
    ),
    Incident(
        by="Primrose", thread="Visitors who stay", ago=151, reported="Comfrey personal_details",
        said="Her nurse, Sister Okafor on Ward 7, told me in the corridor what the scan said before she knew herself.",
        outcome="hide", guideline="no_details",
        words="Names of nurses and wards stay off the page, theirs too. What happened in the corridor is worth telling without them.",
    ),
    Incident(
        by="Avens", thread="For those of us who carry the bags", ago=133, reported="Elder died",
        said="He went on Sunday, at home, with the cricket on. I do not know where I belong here now.",
        outcome="no_action",
    ),
    Incident(
        by="Tamarisk", thread="Small victories, a running list", ago=117, reported="Clover guidelines",
        said="Finished the last form. If anybody wants the template I have it.", outcome="no_action",
    ),
    Incident(
        by="Restharrow", thread="The chip shops, in order", ago=98, reported="Tansy guidelines",
        said="Whoever put number four above number two has never had a chip.", outcome="no_action",
    ),
    Incident(
        by="Lungwort", thread="Clinic bingo: what's on your card?", ago=83, reported="Columbine selling",
        said="There is a clinic abroad that reverses it, they take the people the hospitals have given up on. I earn nothing from telling you. Well, a little.",
        outcome="hide", guideline="alongside",
        words="We take down cures, whoever earns from them. If you are thinking of going, your team will talk it through with you, honestly.",
    ),
    Incident(
        by="Marjoram", thread="Numb fingers and the small buttons of life", ago=64, reported="Melilot personal_details",
        said="Mine is on 07700 900456 if anyone wants to ring of an evening, I am always up.",
        outcome="hide", guideline="no_details",
        words="It is a kind offer. Numbers stay off the page, because everybody in the room could ring, and people who leave the room take it with them.",
    ),
    Incident(
        by="Purslane", thread="Visitors who stay", ago=47, reported="Burdock guidelines",
        said="I said something to her sister that I cannot put here. It rhymed.", outcome="no_action",
    ),
    Incident(
        by="Violet", thread="What can you see from where you're sitting?", ago=31, reported="Sorrel guidelines, Samphire guidelines",
        said="I can see a load of people who want attention.",
        outcome="hide", guideline="kindness", words="We took this one down. If something here has got to you, tell one of us, and we will listen.",
    ),
    Incident(
        by="Chervil", thread="Say hello, if you feel like it", ago=18, reported="Yarrow selling",
        said="Hello! I am a wellness coach and I have helped dozens of ladies like you. Book a free call with me.",
        outcome="hide", guideline="no_selling", words="You are welcome here as yourself. What you sell has to stay outside.",
    ),
)  # fmt: skip

# Appealed against, by their authors: the words of the decision, and what they asked.
APPEALS = (
    ("Lungwort", "I was only passing on what I was told. I did say that I earn a little, I could have kept quiet about that. Could somebody else look?"),
    ("Violet", "It was a joke about the cat and the neighbours, not about anybody here. I can see that it did not read like one."),
)  # fmt: skip

WAITING = (
    Incident(by="Sundew", thread="Freezer swap", ago=30, reported="Melilot guidelines",
             said="I put two shepherd's pies in the hall freezer and somebody took the dish as well. That was my mother's dish."),
    Incident(by="Selfheal", thread="Say hello, if you feel like it", ago=26, joins=True,
             said="Hello. I have been reading since the summer. It came back in my spine and I do not know what to ask yet. My nurse says to find people, so here I am."),
    Incident(by="Restharrow", thread="Clothes for treatment days", ago=23, joins=True,
             said="A dressing gown with a zip in the sleeve. I made it from two. I can show anyone how."),
    Incident(by="Groundsel", thread="New here, and nobody can find where mine began", ago=21,
             said="Same here. Eleven weeks of looking. I have started to call it the lodger."),
    Incident(by="Daphne", thread="Telling work", ago=19, reported="Vetch personal_details",
             said="It was Martin Pell in payroll who told everybody. There, I have said it."),
    Incident(by="Mullein", thread="The form with the box called \"Other\"", ago=17, reported="Cicely guidelines",
             said="If you can work you are not that ill, are you. I am only saying what they think."),
    Incident(by="Hyssop", thread="What do you call it when people ask?", ago=15,
             said="I say \"it has moved in upstairs\". People look at the ceiling."),
    Incident(by="Scabious", thread="Parking at the hospital: is there a trick to it?", ago=14, reported="Samphire personal_details",
             said="There is a man at gate C who lets you off if you cry. I have his mobile, it is 07700 900789."),
    Incident(by="Milkwort", thread="I'm tired of being funny about it", ago=12.5, reported="Melilot worried, Cowslip worried",
             says="It does not sound like her. She said last week that she had put her papers in order.",
             said="I have put my papers in order and I have said what I wanted to say to the boys. I am not frightened any more, it is more that I have had enough."),
    Incident(by="Lobelia", thread="Ten years with it this week", ago=11, reported="Hawthorn selling",
             said="Ten years! What is your secret? Mine is the mushroom drops, ask me how, I can get them at cost for people in here."),
    Incident(by="Toadflax", thread="What's everybody having for tea?", ago=10, reported="Lovage guidelines",
             said="Nothing, because some of us cannot eat, and you post pictures of pies in your heads all day long."),
    Incident(by="Skullcap", thread="Reasonable adjustments that actually helped", ago=9.5, joins=True,
             said="A door that opens by itself. It took a year and a photograph of me with a tray."),
    Incident(by="Peony", thread="Only a friend", ago=8.5,
             said="I am the friend too. Nobody tells you things, and you hold the coats. I hold the coats very well."),
    Incident(by="Wallflower", thread="Friends who disappeared", ago=8, reported="Burnet guidelines, Fennel guidelines, Eyebright guidelines",
             said="Perhaps they disappeared because you only ever talk about it. Just a thought."),
    Incident(by="Rampion", thread="Where shall the minibus go?", ago=7.5,
             said="Anywhere with a roof. For sale meanwhile: two folding chairs, good as new, message me for the price."),
    Incident(by="Madder", thread="My stoma has a name, what's yours", ago=7, reported="Hawthorn guidelines",
             said="Mine is called Kevin, after a man I once worked for, who also went off in meetings."),
    Incident(by="Honesty", thread="How this network works, and where to find your kind", ago=6.5,
             said="Thank you for letting me in. I shall mostly read."),
    Incident(by="Periwinkle", thread="Doing nothing is so hard", ago=6, reported="Comfrey personal_details",
             said="My brother, Dr Neil Farrow in Toronto, reads the scans before I do and rings me about my tone."),
    Incident(by="Thrift", thread="Three twenty", ago=5, reported="Harebell worried",
             says="I am probably making too much of it. She has been here every night this week, and tonight it is different.",
             said="Does it ever go through your mind that they would all sleep better without me in the next room, awake."),
    Incident(by="Sweetbriar", thread="Wanted: someone who can sew in a zip", ago=4.5, reported="Tansy personal_details",
             said="I can sew. I am at the white house past the chapel, or e-mail me, sweetbriar.sews@letters.example."),
    Incident(by="Gentian", thread="When it grows back as somebody else's", ago=4, joins=True,
             said="Mine came in like a lamb's. My grandson asks whether he may pat it."),
    Incident(by="Myrtle", thread="A gap on the CV you could park in", ago=3.5, reported="Pimpernel guidelines",
             said="I put \"project management (own)\". They asked what the outcome was. I said ongoing."),
    Incident(by="Vervain", thread="Hair: what I wish I had known about the eyelashes", ago=3,
             said="They came back as somebody else's. Longer. I keep catching them in doors."),
    Incident(by="Moschatel", thread="Foods that hold a grudge", ago=2.5, reported="Melilot guidelines",
             said="My sister in law says that she healed hers with fasting and the hospital was amazed. Not saying anyone should. She did stop everything else though."),
    Incident(by="Woad", thread="Wind chimes: a complaint", ago=2, reported="Lovage illegal",
             said="I have the address of the wind chimes now, and a ladder, and nothing to lose."),
    Incident(by="Snowdrop", thread="Nothing funny from me today", ago=1.5, reported="Samphire worried",
             said="Nothing from me either. I came in to see whether the light was on, that is all."),
    Incident(by="Sainfoin", thread="The chip shops, in order", ago=1.2,
             said="Number two. It is not even close. I have driven there in slippers."),
    Incident(by="Gorse", thread="Small victories, a running list", ago=0.8, joins=True,
             said="Stairs: both flights, no rail. There was nobody to see it, so I am telling you."),
    Incident(by="Saxifrage", thread="Lost and found after Thursday", ago=0.5, reported="Tansy personal_details",
             said="Found: a purse with a card of a Mrs P. Dunmore, 3 Sea Lane. I shall bring it round."),
    Incident(by="Ramsons", thread="What would you like speakers about?", ago=0.3,
             said="Somebody who can say what to do about feet. And I am walking the coast path for the ward, slowly: here is my fundraising page, please sponsor me."),
)  # fmt: skip
