"""Answers for every field of the schema subset, one module per concern. `binding` hangs them onto the schema."""
