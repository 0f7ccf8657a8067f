"""`manage.py load_demo`: a centre with learners at every stage, and a second centre."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portfolio.demo import loading


class Command(BaseCommand):
    help = "Load the demo; loading it again changes nothing. Off in production."

    def add_arguments(self, parser):
        parser.add_argument(
            "--sign-ins", action="store_true", help="only print who can sign in, and how"
        )

    def handle(self, sign_ins, **options):
        if not settings.DEMO:
            raise CommandError("The demo is off here (DEMO): its passwords are known to all.")
        if sign_ins:
            for role, email, password in loading.sign_ins():
                self.stdout.write(f"{role:<14}{email:<32}{password}")
        elif loading.load():
            self.stdout.write("The demo is loaded.")
        else:
            self.stdout.write("The demo is there already.")
