"""The reconciliation: observe a shop, compare it with what should be, plan, report, and carry the plan out."""
