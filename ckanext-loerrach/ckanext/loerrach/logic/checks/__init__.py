"""Checks of one value or one dataset, as validators of ckanext-scheming.

Each message says in German which field, what is wrong and what to do, and can be translated.
"""
