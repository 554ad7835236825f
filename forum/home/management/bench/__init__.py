"""How fast the forum is, next to what Django itself costs on the same machine in the same minute.

`rows` builds a large community, `servers` serves it as `make run` does, `load` knocks (in its own process),
`floor` is the empty page that everything is compared with, and `report` prints what came out.
Nothing here runs when the forum is served to people.
"""
