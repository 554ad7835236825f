"""The shape of what moderators, and those who report or appeal, write."""
