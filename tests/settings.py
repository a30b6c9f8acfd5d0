"""Settings of the tests: SQLite in a file or PostgreSQL on a server of their own; nothing leaves the machine."""

from __future__ import annotations

import os

from tests.folders import folder_of_this_process

_files = folder_of_this_process("bellwether-tests-")
os.environ.setdefault("BELLWETHER_SECRET_KEY", "for-tests-only-" + "x" * 50)
os.environ.setdefault("BELLWETHER_FILES", str(_files))
os.environ.setdefault("BELLWETHER_HTTPS", "no")
os.environ.setdefault("BELLWETHER_HOSTS", "localhost,127.0.0.1,testserver")
os.environ.setdefault("BELLWETHER_LOG_LEVEL", "WARNING")
if os.environ.get("BELLWETHER_TEST_DATABASE") == "postgres":
    from tests.postgres import server_address

    os.environ["DATABASE_URL"] = server_address()
else:
    os.environ.pop("DATABASE_URL", None)

from bellwether.config.settings import *  # noqa: E402, F403
from bellwether.config.settings import CACHES, DATABASES, MIDDLEWARE, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in the product: in memory, threads share one cache and lock each other's tables. Not waiting for the
    # disk changes nothing that a test can see; what a power cut leaves is tested with processes of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(_files / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick: the real ones are tested on their own
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
MIDDLEWARE.append("tests.decisions.DecisionsAsked")
