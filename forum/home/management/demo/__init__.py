"""The demo community: invented people, the groups they are in, and what they say to each other.

`cast` is who they are, `rooms` is where they meet, `words/` is what they wrote, in a format that can be typed
(see `scripts`), and `telling` lives it all again, through the verbs. Nobody in it is real.
"""
