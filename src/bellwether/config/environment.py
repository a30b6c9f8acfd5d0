"""What the environment may say: each variable, its meaning, its default. What cannot work is refused at start."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

__all__ = ["VARIABLES", "Environment"]

_LOOPBACK: Final = ["localhost", "127.0.0.1"]
_SHORTEST_KEY: Final = 50
_NONE: Final = frozenset({"", "0", "no", "false", "off"})
_ONE: Final = frozenset({"1", "yes", "true", "on"})

# Name, default in words, meaning: the page of settings in the docs is made from this.
VARIABLES: tuple[tuple[str, str, str], ...] = (
    ("BELLWETHER_SECRET_KEY", "none: required, except in the demo", "Signs cookies and links. At least 50 characters."),
    ("BELLWETHER_FORMER_SECRET_KEYS", "none", "Former keys, by commas, still accepted while a key is being changed."),
    ("BELLWETHER_HOSTS", "localhost, 127.0.0.1", "The host names that the server answers to, by commas."),
    ("BELLWETHER_ADDRESS", "https:// and the first host", "The address that links in e-mail begin with."),
    ("BELLWETHER_SECURITY_CONTACT", "none", "Whom to tell of a hole, for security.txt: mailto:… or https://…"),
    ("BELLWETHER_TRUSTED_ORIGINS", "none", "Origins (https://…) from which forms are accepted behind a proxy."),
    ("BELLWETHER_HTTPS", "yes", "Whether browsers reach the server by https: secure cookies, redirect and HSTS."),
    (
        "BELLWETHER_BEHIND_PROXY",
        "no",
        (
            "How many proxies of yours stand in front, one behind the other: no, yes (one) or a number up to 9. The "
            "first sets X-Forwarded-Proto, each adds the address it was asked from to X-Forwarded-For. Limits on "
            "sign-in count by that address, so too small a number makes all users share one; too large a number lets "
            "anybody choose theirs."
        ),
    ),
    ("BELLWETHER_FILES", "bellwether-data", "The folder for the SQLite database, evidence files and static files."),
    (
        "BELLWETHER_WATCHED",
        "none",
        "The folder in which each school may have one of its own, called by its URN, for files of its other system.",
    ),
    ("DATABASE_URL", "SQLite in BELLWETHER_FILES", "For PostgreSQL: postgres://user:password@host:5432/name."),
    ("BELLWETHER_DEMO", "no", "The made-up authority; set by `bellwether demo` only. Answers loopback alone."),
    ("BELLWETHER_DEMO_SHIFT", "0", "Seconds from the real time to the demo's; set by `bellwether demo` only."),
    ("BELLWETHER_CHANNELS", "console", "How messages leave, by commas: console, file, smtp, notify."),
    ("EMAIL_URL", "console", "For the smtp channel: smtp+tls://user:password@host:587."),
    ("BELLWETHER_FROM", "bellwether@localhost", "The address that e-mail comes from."),
    ("NOTIFY_API_KEY", "none", "For the notify channel: the key of your GOV.UK Notify service."),
    ("NOTIFY_TEMPLATES", "none", "For the notify channel: JSON with the ids of your email, sms and letter templates."),
    ("NOTIFY_BASE_URL", "Notify's own", "Another address of the Notify interface, for tests."),
    (
        "BELLWETHER_OPENID",
        "none",
        (
            "OpenID Connect providers as JSON: [{provider_id, name, client_id, secret, server_url, origins}]. "
            "Give origins where the provider passes the browser on to other addresses."
        ),
    ),
    ("BELLWETHER_LOG_LEVEL", "INFO", "How much is logged. Logs hold events and ids, never names, marks or reasons."),
    ("BELLWETHER_LOG_JSON", "yes", "Log lines as JSON; no gives lines for people."),
)


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings of one process, typed."""

    secret_key: str
    former_secret_keys: tuple[str, ...]
    allowed_hosts: tuple[str, ...]
    trusted_origins: tuple[str, ...]
    public_address: str
    security_contact: str
    https: bool
    proxies: int
    files_dir: Path
    watched_dir: Path | None
    database: dict[str, Any]
    demo: bool
    clock_shift: timedelta
    message_channels: tuple[str, ...]
    email: dict[str, Any]
    from_address: str
    notify: dict[str, Any]
    openid_providers: tuple[dict[str, Any], ...]
    log_level: str
    log_json: bool
    static_storage: str
    sign_in_origins: tuple[str, ...]

    @classmethod
    def read(cls) -> Environment:
        """Read the process's environment. Raises ImproperlyConfigured with a sentence for the operator."""
        env = environ.Env()
        demo = env.bool("BELLWETHER_DEMO", default=False)
        files_dir = Path(env.str("BELLWETHER_FILES", default="bellwether-data")).resolve()
        watched = env.str("BELLWETHER_WATCHED", default="")
        providers = _openid(env.str("BELLWETHER_OPENID", default=""))
        https = env.bool("BELLWETHER_HTTPS", default=not demo)
        hosts = ("127.0.0.1", "localhost", "[::1]") if demo else tuple(env.list("BELLWETHER_HOSTS", default=_LOOPBACK))
        address = env.str("BELLWETHER_ADDRESS", default=f"{'https' if https else 'http'}://{hosts[0]}")
        return cls(
            secret_key=_secret_key(env.str("BELLWETHER_SECRET_KEY", default=""), demo=demo),
            former_secret_keys=tuple(env.list("BELLWETHER_FORMER_SECRET_KEYS", default=[])),
            allowed_hosts=hosts,
            trusted_origins=tuple(env.list("BELLWETHER_TRUSTED_ORIGINS", default=[])),
            public_address=address.rstrip("/"),
            security_contact=env.str("BELLWETHER_SECURITY_CONTACT", default=""),
            https=https,
            proxies=_proxies(env.str("BELLWETHER_BEHIND_PROXY", default="no")),
            files_dir=files_dir,
            watched_dir=Path(watched).resolve() if watched else None,
            database=_database(env, files_dir),
            demo=demo,
            clock_shift=timedelta(seconds=env.int("BELLWETHER_DEMO_SHIFT", default=0) if demo else 0),
            message_channels=tuple(env.list("BELLWETHER_CHANNELS", default=["console"])),
            email=env.email_url("EMAIL_URL", default="consolemail://"),
            from_address=env.str("BELLWETHER_FROM", default="bellwether@localhost"),
            notify={
                "api_key": env.str("NOTIFY_API_KEY", default=""),
                "templates": json.loads(env.str("NOTIFY_TEMPLATES", default="{}")),
                "base_url": env.str("NOTIFY_BASE_URL", default=""),
            },
            openid_providers=providers,
            log_level=env.str("BELLWETHER_LOG_LEVEL", default="INFO"),
            log_json=env.bool("BELLWETHER_LOG_JSON", default=True),
            static_storage=(
                "django.contrib.staticfiles.storage.StaticFilesStorage"
                if demo
                else "whitenoise.storage.CompressedManifestStaticFilesStorage"
            ),
            sign_in_origins=_origins(providers),
        )


def _proxies(said: str) -> int:
    word = said.strip().lower()
    if word in _NONE or word in _ONE:
        return int(word in _ONE)
    if len(word) == 1 and word.isascii() and word.isdigit():
        return int(word)
    raise ImproperlyConfigured("BELLWETHER_BEHIND_PROXY must be no, yes or the number of proxies in front, up to 9.")


def _secret_key(given: str, *, demo: bool) -> str:
    if given and len(given) < _SHORTEST_KEY:
        raise ImproperlyConfigured(f"BELLWETHER_SECRET_KEY is too short: at least {_SHORTEST_KEY} characters.")
    if given:
        return given
    if demo:
        # A demo holds made-up people only and answers loopback alone; a fixed key lets it be stopped and started.
        return "demo-only-" + "made-up-authority-" * 3
    raise ImproperlyConfigured(
        "BELLWETHER_SECRET_KEY is not set. Make one with: "
        'python -c "import secrets; print(secrets.token_urlsafe(50))" and keep it out of the repository.'
    )


def _database(env: environ.Env, files_dir: Path) -> dict[str, Any]:
    url = env.str("DATABASE_URL", default="")
    if not url:
        files_dir.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{files_dir / 'bellwether.sqlite3'}"
    settings: dict[str, Any] = dict(environ.Env.db_url_config(url))
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
    elif settings["ENGINE"] == "django.db.backends.postgresql":
        settings["HOST"] = unquote(settings["HOST"])  # a folder of sockets is written with %2F
        settings["CONN_MAX_AGE"] = 300
        settings["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured(
            "DATABASE_URL must be SQLite or PostgreSQL: postgres://user:password@host:5432/name."
        )
    settings["ATOMIC_REQUESTS"] = False
    return settings


def _openid(text: str) -> tuple[dict[str, Any], ...]:
    if not text:
        return ()
    try:
        listed = json.loads(text)
        return tuple(
            {
                "provider_id": one["provider_id"],
                "name": one["name"],
                "client_id": one["client_id"],
                "secret": one["secret"],
                "settings": {
                    "server_url": one["server_url"],
                    "origins": one.get("origins", []),
                    **one.get("settings", {}),
                },
            }
            for one in listed
        )
    except (ValueError, KeyError, TypeError) as wrong:
        raise ImproperlyConfigured(
            "BELLWETHER_OPENID must be JSON: a list of objects with provider_id, name, client_id, secret, server_url."
        ) from wrong


def _origins(providers: tuple[dict[str, Any], ...]) -> tuple[str, ...]:
    """Where the browser may be sent from a button of ours: browsers hold the page's policy against redirects too."""
    found: list[str] = []
    for one in providers:
        parts = urlsplit(one["settings"]["server_url"])
        found += [f"{parts.scheme}://{parts.netloc}", *one["settings"].get("origins", ())]
    return tuple(dict.fromkeys(found))
