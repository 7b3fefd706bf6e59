"""The records of the simulated shop: plain mutable values, saved as one JSON document."""
