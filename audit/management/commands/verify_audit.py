"""`manage.py verify_audit`: does the trail hold from its first event to its last?"""

from django.core.management.base import BaseCommand

from audit import trail
from audit.models import AuditEvent


class Command(BaseCommand):
    help = "Check the audit trail and every audited row. Exit 1 when something does not match."

    def handle(self, **options):
        problems = 0
        for sentence in trail.verify():
            self.stderr.write(sentence)
            problems += 1
        if problems:
            self.stderr.write(f"{problems} found wrong.")
            raise SystemExit(1)
        self.stdout.write(f"The audit trail holds: {AuditEvent.objects.count()} events.")
