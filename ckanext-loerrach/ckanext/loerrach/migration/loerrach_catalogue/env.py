"""Alembic's entry: run the migrations of this plugin on CKAN's database."""

from __future__ import annotations

from alembic import context
from sqlalchemy import engine_from_config, pool

VERSIONS = "loerrach_catalogue_alembic_version"

section = context.config.get_section(context.config.config_ini_section) or {}
engine = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, version_table=VERSIONS)
    with context.begin_transaction():
        context.run_migrations()
