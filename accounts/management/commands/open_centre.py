"""`manage.py open_centre NAME --admin E-MAIL`: the first centre and the person who runs it."""

from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.text import slugify

from accounts import people
from accounts.models import Centre, Role


class Command(BaseCommand):
    help = "Open a centre and give it its first centre admin, with a password asked for here."

    def add_arguments(self, parser):
        parser.add_argument("name", help="the centre's name")
        parser.add_argument("--admin", required=True, help="e-mail of the centre admin")
        parser.add_argument("--admin-name", required=True, help="name of the centre admin")

    def handle(self, name, admin, admin_name, **options):
        if Centre.objects.filter(name=name).exists():
            raise CommandError(f"There is a centre called {name} already.")
        password = getpass(f"Password for {admin}: ")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        with transaction.atomic():
            centre = people.open_centre(name, slug=slugify(name), by=None)
            user = people.add_person(admin, name=admin_name, by=None, password=password)
            people.add_member(centre, user, role=Role.CENTRE_ADMIN, by=None)
        self.stdout.write(f"{centre} is open. {user} signs in as {user.email}.")
