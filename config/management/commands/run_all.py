"""Run everything on this machine: broker, workers and web."""

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from config import running
from config.broker import BrokerError
from config.supervising import PartLost
from evidence.cage import cage
from evidence.checks import NO_CAGE, WAY_ON
from portfolio.health import whole


class Command(BaseCommand):
    """`manage.py run_all`: what `make run` starts; Ctrl-C ends it."""

    help = "Runs the web server, the workers and, without REDIS_URL, a broker, until Ctrl-C."
    requires_system_checks = []

    def handle(self, **_options):
        """Start the parts one after the other and stay with them."""
        try:
            with running.lock(settings.VAR), running.supervisor() as parts:
                running.refuse_taken_port(settings.PORT)
                self._start(parts)
                parts.watch()
        except (running.CannotStart, BrokerError, PartLost) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stdout.write("Everything has been stopped.")

    def _start(self, parts):
        if broker := running.own_broker():
            parts.start(broker)
        if not parts.wait_until(running.broker_answers, seconds=20):
            raise running.CannotStart(f"The broker does not answer: {settings.REDIS_URL}")
        self.stdout.write("Preparing the database; the first time this can take a minute.")
        running.prepare(demo=settings.DEMO)
        if not cage.is_real():
            self.stdout.write(f"{NO_CAGE} {WAY_ON}")
        self.stdout.write("Starting web server and workers.")
        for part in [*running.workers(), running.web(settings.PORT)]:
            parts.start(part)
        for ready in (self._workers_are_there, self._page_comes):
            if not parts.wait_until(ready, seconds=running.READY_SECONDS):
                raise running.CannotStart(f"Not everything became ready: {whole()}")
        self.stdout.write(f"\nReady: http://{running.HOST}:{settings.PORT}/  (Ctrl-C ends it)\n")
        if settings.DEMO:
            call_command("load_demo", sign_ins=True)

    def _workers_are_there(self):
        return whole()["worker"] == "ok"

    def _page_comes(self):
        return running.page_answers(settings.PORT)
