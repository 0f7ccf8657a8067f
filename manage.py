#!/usr/bin/env python
"""Django's command line for this project; reads the variables in `.env` beside it."""

import os
import sys
from pathlib import Path

import environ
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    env_file = Path(__file__).resolve().parent / ".env"
    if env_file.exists():
        environ.Env.read_env(env_file)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    execute_from_command_line(sys.argv)
