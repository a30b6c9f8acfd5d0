"""Migrations are one line in each room, complete, and stand on nothing that may change later."""

from __future__ import annotations

import ast
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests.architecture.project import SOURCE, files, name_of, tree_of

MIGRATIONS = [path for path in files(SOURCE, ".py") if path.parent.name == "migrations" and path.name[0].isdigit()]
GRAPH = MigrationLoader(None).graph
OURS = sorted({path.parent.parent.name for path in MIGRATIONS})
LABELS = {"messages": "outbox"}
FIELDS = {"bellwether.messages.sealed"}  # a field of our own has to be imported; what it stores does not change


@pytest.mark.parametrize("room", OURS)
def test_the_migrations_of_a_room_are_one_line(room):
    """Two that follow the same one were written side by side: one of them has to be renumbered."""
    label = LABELS.get(room, room)
    keys = [key for key in GRAPH.nodes if key[0] == label]
    assert len(GRAPH.leaf_nodes(label)) == 1
    for key in keys:
        before = [parent.key for parent in GRAPH.node_map[key].parents if parent.key[0] == label]
        assert len(before) == (0 if key[1].startswith("0001") else 1), key
    numbers = sorted(int(key[1][:4]) for key in keys)
    assert numbers == list(range(1, len(keys) + 1))


@pytest.mark.django_db
def test_no_change_of_a_table_is_without_its_migration():
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(f"run makemigrations: {said.getvalue()}")


def test_a_migration_imports_nothing_of_ours():
    importing = [
        name_of(path)
        for path in MIGRATIONS
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom | ast.Import)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
        if name.startswith("bellwether") and name not in FIELDS
    ]
    assert not importing, f"what a migration stands on must not change under it: copy what it needs: {importing}"
