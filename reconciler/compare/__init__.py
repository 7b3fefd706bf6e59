"""Comparators, one per stage: a world in, its differences out. Plain functions without side effects."""
