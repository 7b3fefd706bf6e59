"""Proofs about a rule set before it runs."""
