"""What is written here instead of uploaded? One module a kind; see kinds.py for the table.

Nothing in here knows of the database or of Django's settings: the pages of a record are made from
the same modules in the cage.
"""
