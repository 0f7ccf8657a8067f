"""What is one document of the front matter?"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One document of the front matter: links call it `name`; `data` is all that it depends on."""

    name: str
    template: str
    data: dict
    step: str


def shared(manifest):
    """Return what every Part says."""
    return {"learner": manifest["learner"]["name"]}
