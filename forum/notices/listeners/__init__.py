"""What is told when something happens in the rooms. Rows only; whether it may be told is asked when it is."""

from forum.notices.listeners import desk, groups, hooks, meetups, people, threads

__all__ = ["desk", "groups", "hooks", "meetups", "people", "threads"]
