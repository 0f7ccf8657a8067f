"""`manage.py verify_bundle FILE`: is a PDF or ZIP the bundle that was sealed? Asks no database."""

import hashlib
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management.base import BaseCommand, CommandError

from portfolio.bundles import keys, verifying

WHOLE, ALTERED, NOT_READABLE = 0, 1, 2
PEM = b"-----BEGIN"


class Command(BaseCommand):
    help = (
        "Check a bundle, or each in an export, against its seal. Ends with 0 if all is whole and "
        "unaltered, 1 if something is altered or not sealed, 2 if it is neither a PDF nor a ZIP "
        "that can be read."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a PDF or a ZIP")
        parser.add_argument(
            "--certificate", type=Path, help="the certificate (PEM) that it has to be sealed with"
        )

    def handle(self, file, certificate, **options):
        self._certificate, self._expected = certificate, certificate and _sha256(certificate)
        verdict = verifying.verify(file)
        is_whole = self._tell(file, verdict)
        for name, part in verdict.parts:
            is_whole = self._tell(name, part) and is_whole
        if not is_whole:
            raise SystemExit(ALTERED if verdict.kind else NOT_READABLE)

    def _tell(self, name, verdict):
        """Write what was found; return whether it is whole and sealed as it has to be."""
        is_other = verdict.signer and self._expected not in (None, verdict.certificate_sha256)
        is_whole = verdict.is_whole and not is_other
        self.stdout.write(f"{name}: {'whole and unaltered' if is_whole else 'NOT whole'}")
        for sentence in verdict.differences:
            self.stdout.write(f"  {sentence}")
        if verdict.signer:
            self._tell_seal(verdict)
        if is_other:
            said = f"  It was not sealed with {self._certificate}, but with another one."
            self.stdout.write(said)
        for sentence in verdict.remarks:
            self.stdout.write(f"  {sentence}")
        return is_whole

    def _tell_seal(self, verdict):
        self.stdout.write(f"  Sealed by: {verdict.signer}")
        if verdict.sealed_at:
            self.stdout.write(f"  Sealed on: {verdict.sealed_at:%d %B %Y, %H:%M:%S} UTC")
        if verdict.volume:
            self.stdout.write(f"  Volume {verdict.volume} of one bundle")
            self.stdout.write(f"  SHA-256 of its manifest: {verdict.manifest_sha256}")
        self.stdout.write(f"  SHA-256 of the certificate: {verdict.certificate_sha256}")
        if verdict.is_demo:
            self.stdout.write(f"  {keys.DEMO_SAID if verdict.is_whole else keys.DEMO_SEAL}")


def _sha256(path):
    try:
        data = path.read_bytes()
        load = x509.load_pem_x509_certificate if PEM in data else x509.load_der_x509_certificate
        return hashlib.sha256(load(data).public_bytes(Encoding.DER)).hexdigest()
    except (OSError, ValueError):
        raise CommandError(
            f"{path} is no certificate that can be read.", returncode=NOT_READABLE
        ) from None
