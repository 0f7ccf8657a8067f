"""Whose seal does the ZIP of a portfolio bear, and is it the one that its manifest names?"""

from portfolio.bundles import verifying
from portfolio.imports.container import refused


def seal_of(path):
    """Return the Verdict on the ZIP at `path`; every byte of it is read."""
    return verifying.verify(path)


def refuse_broken(verdict, manifest):
    """Raise RuleViolation unless a ZIP is as it was sealed, by whom its manifest says."""
    if not verdict.is_whole:
        raise refused(" ".join(verdict.differences))
    if verdict.certificate_sha256 != manifest["seal"]["certificate_sha256"]:
        raise refused("manifest.json names another seal than the ZIP bears.")


def in_words(verdict):
    """Return whose seal it is in a few words."""
    return "a demo key, which shows no sender" if verdict.is_demo else verdict.signer
