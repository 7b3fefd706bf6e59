"""Reports: a plan, and what became of it, for people and for other programs.

`building` makes one value, `values.Report`, from a plan and its outcomes; each `as_*` module renders that value in
one format, and `rendering` chooses among them. Renderers decide about form only: what is in the report, in which
order, and the summary sentence are settled in the value, so that all formats tell the same.
"""
