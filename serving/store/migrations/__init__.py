"""The steps that bring a database from one form to the next; Alembic runs them."""
