"""The settings refuse what is dangerous or unreadable, and name the variable."""

import ast
import re
import runpy
import sys
from pathlib import Path

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "Zb0cB5l3Vd2aJ8yQm6tHs4uKx9wEr7pLf1gNiOoTzAqWjRkYhD"
PRODUCTION = {
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "portfolio.example",
    "DATABASE_URL": "postgres://portfolio@database/portfolio",
    "REDIS_URL": "redis://broker:6379/0",
    "EMAIL_URL": "smtp+tls://mail.example:587",
}
BUCKET = {
    "S3_BUCKET": "evidence",
    "S3_ENDPOINT": "https://s3.example",
    "S3_ACCESS_KEY": "key",
    "S3_SECRET_KEY": "secret",
    "S3_REGION": "eu-west-2",
}
NO_KEY = (
    "SECRET_KEY must be set to at least 50 random characters. Make one with: "
    "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
)
NO_HOSTS = (
    "ALLOWED_HOSTS must name the host names that people use, such as portfolio.example.ac.uk."
)
NO_DATABASE = (
    "DATABASE_URL must name a PostgreSQL database, such as postgres://user:password@host/name."
)
NO_REDIS = "REDIS_URL must name a Redis server, such as redis://host:6379/0."
NO_MAIL = (
    "EMAIL_URL must name a mail server, such as smtp+tls://user:password@host:587, "
    "or be dummymail:// to send none."
)


@pytest.fixture
def read(monkeypatch):
    """Return a function that reads a settings module afresh with the given variables alone."""

    def read(module, **variables):
        for name in example_names():
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delitem(sys.modules, "config.settings.base", raising=False)
        return runpy.run_module(f"config.settings.{module}")

    return read


def example_names():
    """Return the variables of .env.example, in its order."""
    return re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)


def test_production_starts_with_what_it_needs(read):
    found = read("production", **PRODUCTION)

    assert found["DEBUG"] is False
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["EMAIL_HOST"] == "mail.example"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"DEBUG": "yes"}, "DEBUG must be off here: it shows the program to visitors."),
        ({"DEMO": "1"}, "DEMO must be off here: its passwords are known to all."),
        ({"SECRET_KEY": ""}, NO_KEY),
        ({"SECRET_KEY": KEY[:49]}, NO_KEY),
        ({"SECRET_KEY": "change-me" + "e" * 60}, NO_KEY),
        ({"ALLOWED_HOSTS": ""}, NO_HOSTS),
        ({"ALLOWED_HOSTS": "portfolio.example,*"}, NO_HOSTS),
        ({"DATABASE_URL": ""}, NO_DATABASE),
        ({"DATABASE_URL": "sqlite:///portfolio.sqlite3"}, NO_DATABASE),
        ({"REDIS_URL": ""}, NO_REDIS),
        ({"EMAIL_URL": ""}, NO_MAIL),
    ],
)
def test_production_refuses_to_start_half_configured(read, changed, sentence):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read("production", **PRODUCTION | changed)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("DEBUG", "flase", "DEBUG must be one of 1, true, yes, 0, false, no, not 'flase'."),
        ("PORT", "eighty", "PORT must be a whole number, not 'eighty'."),
        (
            "CLAMD_URL",
            "clamd:3310",
            "CLAMD_URL must be like unix:///run/clamav/clamd.ctl or tcp://host:3310, "
            "not 'clamd:3310'.",
        ),
        ("S3_CACHE_MB", "ten", "S3_CACHE_MB must be a whole number, not 'ten'."),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_by_name(read, variable, value, sentence):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read("dev", **{variable: value})

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"S3_ENDPOINT": "", "S3_REGION": ""},
            "S3_ENDPOINT, S3_REGION must be set too, since S3_BUCKET is. "
            "For evidence on this machine’s disk, leave all of them empty.",
        ),
        (
            {"S3_ENDPOINT": "s3.example"},
            "S3_ENDPOINT must be an address such as https://s3.example.org, not 's3.example'.",
        ),
        ({"S3_BUCKET": "ab"}, "S3_BUCKET must have at least three characters."),
    ],
)
def test_half_a_bucket_is_refused(read, changed, sentence):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read("dev", **BUCKET | changed)

    assert str(refusal.value) == sentence


def test_evidence_stands_on_the_disk_unless_a_bucket_is_named(read):
    backends = [
        read("dev", **variables)["STORAGES"]["evidence"]["BACKEND"] for variables in ({}, BUCKET)
    ]

    assert backends == ["evidence.stores.disk.DiskStore", "evidence.stores.bucket.BucketStore"]
    assert "evidence" in read("production", **PRODUCTION)["STORAGES"]


def test_an_empty_value_means_the_default(read, tmp_path):
    found = read("dev", **dict.fromkeys(example_names(), "") | {"VAR_DIR": str(tmp_path)})

    assert (found["PORT"], found["DEBUG"], found["EVIDENCE_MAX_FILES"]) == (8000, False, 50)


def test_a_proxys_header_is_believed_only_when_told_to(read):
    header = ("HTTP_X_FORWARDED_PROTO", "https")

    assert "SECURE_PROXY_SSL_HEADER" not in read("production", **PRODUCTION)
    told = read("production", **PRODUCTION, BEHIND_TLS_PROXY="yes")
    assert told["SECURE_PROXY_SSL_HEADER"] == header


def test_the_first_start_makes_a_key_for_its_owner_alone_and_keeps_it(read, tmp_path):
    var = tmp_path / "var"

    first, second = (read("dev", VAR_DIR=str(var))["SECRET_KEY"] for _ in range(2))

    assert first == second == (var / "secret-key").read_text()
    assert len(first) >= 50
    assert (var / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in var.iterdir()] == ["secret-key"]


def test_env_example_lists_each_variable_that_is_read_and_no_other():
    read = set()
    for path in (ROOT / "config").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "setting":
                read.add(node.args[0].value)
    compose = (ROOT / "docker-compose.yml").read_text()
    filled_in = set(re.findall(r"\$\{([A-Z_]+)", compose)) - {"ENV_FILE"}

    names = example_names()
    assert sorted(names) == sorted(set(names))
    assert set(names) == read | filled_in


def test_whatever_runs_the_program_in_docker_may_make_a_cage():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]

    fences = {
        name: service.get("security_opt")
        for name, service in services.items()
        if service["image"] == "portfolio"
    }
    assert sorted(fences) == ["prepare", "web", "worker"]
    assert fences["prepare"] == fences["web"] == fences["worker"]


def test_env_example_says_something_of_each_variable():
    lines = (ROOT / ".env.example").read_text().splitlines()
    groups = "\n".join(lines).split("\n\n")

    unexplained = [
        group
        for group in groups
        if re.search(r"^[A-Z_]+=", group, re.MULTILINE) and not group.startswith("#")
    ]
    assert unexplained == []
