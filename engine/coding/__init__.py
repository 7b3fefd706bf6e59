"""Facts as small whole numbers: what durable_rules is shown instead of texts, money, moments and missing fields.

A rule set goes in, one coder per kind comes out (`coders.compile_coders`). A coder turns facts into code tuples, one
number per slot, and says every rule as boxes: sets of codes per slot. Facts with equal codes match the same rules.
"""
