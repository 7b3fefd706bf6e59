"""durable_rules, kept on a short lead: it sees small whole numbers only, in a process of its own.

Boxes and code tuples go in (`engine.coding` makes them), the boxes that fit come out. `matchers` is the way in;
`workers` runs the process, `worker` is the process, `emitting` writes what durable_rules reads.
"""
