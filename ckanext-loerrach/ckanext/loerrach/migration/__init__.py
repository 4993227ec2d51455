"""Migrations, one folder for each plugin: CKAN looks for them here, beside the first package."""
