"""The migrations, in `versions/`. Alembic runs `env.py`; `store.migrating` is the way in."""
