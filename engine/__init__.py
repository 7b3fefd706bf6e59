"""Rules in, decisions out: loads rule files, decides about facts, and explains each decision.

No network, no database. The reconciler hands in facts and gets decisions back.
"""
