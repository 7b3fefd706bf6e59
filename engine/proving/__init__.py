"""Proofs about a rule set before it runs: what can never match, never stands, disagrees, is not answered, is undone.

`proofs.prove` is the way in, `reporting` shows what it came to. Everything else serves these two: `spaces` search
facts, `alone`, `pairs`, `gaps`, `tags`, `chains`, `assignments` and `flapping` ask, `replaying` tries the findings in
the real engine.
"""
