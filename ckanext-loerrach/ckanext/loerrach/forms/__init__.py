"""The dataset and resource form: from a schema and what was typed to what a page shows, and back.

``kinds`` says how a field is filled in, ``flat`` turns a dataset into the names and values of a
form and back, ``controls`` makes of them what a template draws. Imports no views and no templates.
"""
