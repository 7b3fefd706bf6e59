"""Applying: carrying out a plan, one change after the other, journalled and proved.

It takes a plan and nothing else; what to do was decided before. The front is `carrying.apply`.
"""
