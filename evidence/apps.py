"""What is looked at when the program starts?"""

from django.apps import AppConfig

from evidence import checks  # noqa: F401  It registers itself.


class EvidenceConfig(AppConfig):
    name = "evidence"
