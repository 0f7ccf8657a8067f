"""Run the workers alone, where web, database and broker run elsewhere."""

from django.core.management.base import BaseCommand

from config import running


class Command(BaseCommand):
    """`manage.py run_worker`: both workers and the clock of the sweeps, until SIGTERM."""

    help = "Runs the two workers, starting again what dies, until it is interrupted."

    def handle(self, **_options):
        """Start the workers and stay with them."""
        try:
            with running.supervisor() as parts:
                for part in running.workers():
                    parts.start(part)
                parts.watch()
        except KeyboardInterrupt:
            self.stdout.write("The workers have been stopped.")
