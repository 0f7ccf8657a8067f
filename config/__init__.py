"""How is the whole put together and run? Loads the Celery application that tasks bind to."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
