"""Run as a program, with the settings in the environment: a session for each account, as JSON, in the order given."""

from __future__ import annotations

import json
import sys

if __name__ == "__main__":
    import django

    django.setup()
    from tests.serving.school import signed_in

    print(json.dumps([signed_in(int(user_id)) for user_id in sys.argv[1:]]))
