"""Bring the database up to date before a new version starts."""

from django.core.management.base import BaseCommand

from config import running


class Command(BaseCommand):
    """`manage.py prepare`: the tables, and the specifications that this version ships."""

    help = "Migrates the database and loads the shipped specifications; again changes nothing."

    def handle(self, **_options):
        """Do both, without the demo."""
        running.prepare(demo=False)
