"""Planning: decisions become changes, one module per group of stages. Plain functions without side effects."""
