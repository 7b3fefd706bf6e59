"""JSON Schemas, generated from the vocabulary: editors complete, explain and underline by them.

`rule_files` makes `rules/schema.json`, `test_files` makes `rules/test-schema.json`; `values` has what may stand for a
value, `kinds` what each kind of difference knows. Each schema is one file that needs no other.
"""
