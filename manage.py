#!/usr/bin/env python3
"""Django's own command line; `./bildstelle` is the operator's."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
execute_from_command_line(sys.argv)
