"""What the rooms of the living application promise each other, where no import contract can see it."""

from __future__ import annotations

import ast
import inspect
import tomllib
from typing import TYPE_CHECKING

import grimp
import pytest
from django.apps import apps

from tests.architecture.project import SOURCE, files, name_of, tree_of

if TYPE_CHECKING:
    from pathlib import Path

# Ground floor first: the same order as the layers of the import contract.
FLOORS = (
    "ui", "audit", "organisations", "people", "accounts", "documents", "messages", "registers", "monitor", "desk",
    "exchange", "demo", "config",
)  # fmt: skip
ROOMS = [SOURCE / floor for floor in FLOORS if (SOURCE / floor).is_dir()]
OUR_APPS = [app for app in apps.get_app_configs() if app.name.startswith("bellwether.")]
OUR_MODELS = [model for app in OUR_APPS for model in app.get_models()]


def test_a_rooms_tables_are_its_own():
    graph = grimp.build_graph("bellwether", exclude_type_checking_imports=True, cache_dir=None)
    strangers = {
        f"{importer} imports {owner}"
        for owner in graph.modules
        if owner.split(".")[2:3] == ["models"]
        for importer in graph.find_modules_that_directly_import(owner)
        if importer.split(".")[1] != owner.split(".")[1]
    }
    assert not strangers, f"use the other room's selectors or services: {sorted(strangers)}"


def test_relations_point_to_the_same_room_or_a_lower_one():
    upward = [
        f"{model.__name__}.{field.name}"
        for model in OUR_MODELS
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is not None
        if field.related_model.__module__.startswith("bellwether.")
        if FLOORS.index(_room(field.related_model)) > FLOORS.index(_room(model))
    ]
    assert not upward, f"a table may point down, never up: {upward}"


def _room(model: type) -> str:
    return model.__module__.split(".")[1]


@pytest.mark.parametrize("app", OUR_APPS, ids=lambda app: app.name)
def test_each_field_has_a_privacy_class_and_a_retention_rule(app):
    fields = {
        f"{model.__name__}.{field.name}"
        for model in app.get_models()
        for field in model._meta.get_fields()
        if field.concrete and not field.primary_key
    }
    if not fields:
        return
    table = tomllib.loads((SOURCE / app.name.split(".")[1] / "privacy.toml").read_text(encoding="utf-8"))
    told = {f"{model}.{name}": entry for model, entries in table["fields"].items() for name, entry in entries.items()}
    assert not fields - told.keys(), f"say class and retention of these in privacy.toml: {sorted(fields - told.keys())}"
    assert not told.keys() - fields, f"these are no fields any more: {sorted(told.keys() - fields)}"
    odd = [
        name
        for name, entry in told.items()
        if entry["class"] not in table["classes"] or entry["keep"] not in table["retention"]
    ]
    assert not odd, f"class and keep must be listed in the same file under [classes] and [retention]: {odd}"


# Those that need no actor, with the reason.
WITHOUT_ACTOR = {
    "bellwether.organisations.selectors": "facts about places, not about people",
    "bellwether.audit.clock": "no reads",
    "bellwether.audit.events": "hands on what services wrote",
}
ASKERS = {"actor", "user", "request"}


def test_each_public_selector_and_service_knows_who_asks():
    silent = [
        f"{name_of(path)}: {node.name}"
        for room in ROOMS
        for kind in ("selectors", "services")
        for path in _modules(room, kind)
        if not any(_dotted(path).startswith(known) for known in WITHOUT_ACTOR)
        for node in _public_functions(path)
        if not ASKERS & {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
    ]
    known = _known_exceptions()
    unknown = sorted(set(silent) - known)
    assert not unknown, (
        f"take a keyword-only actor, or add the reason to tests/architecture/without_actor.toml: {unknown}"
    )
    assert not known - set(silent), f"no exception any more: {sorted(known - set(silent))}"


def _known_exceptions() -> set[str]:
    path = SOURCE.parents[1] / "tests" / "architecture" / "without_actor.toml"
    return set(tomllib.loads(path.read_text(encoding="utf-8"))["reasons"])


def _modules(room: Path, kind: str) -> list[Path]:
    return [path for path in (room / f"{kind}.py", *files(room / kind, ".py")) if path.is_file()]


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)


def _public_functions(path: Path) -> list[ast.FunctionDef]:
    """The functions that the room offers: listed in `__all__` of the module, defined in it."""
    tree = tree_of(path)
    offered = {
        element.value
        for node in tree.body
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)
        for element in getattr(node.value, "elts", ())
        if isinstance(element, ast.Constant)
    }
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in offered]


def test_views_are_thin():
    long = [
        f"{name_of(path)}: {node.name} ({_statement_lines(node)} lines)"
        for room in ROOMS
        for path in _modules(room, "views")
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef) and _statement_lines(node) > 15
    ]
    assert not long, f"a view asks, decides nothing, and answers in 15 lines: {long}"


def _statement_lines(node: ast.FunctionDef) -> int:
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or 0) - first.lineno + 1


def test_the_roles_are_named_in_one_place_only():
    """Views and templates name no roles: they ask `may` or are given what to show."""
    naming = [
        f"{name_of(path)}"
        for room in ROOMS
        for kind in ("views", "pages")
        for path in _modules(room, kind)
        if "Role." in inspect.cleandoc(path.read_text(encoding="utf-8"))
        if room.name not in {"accounts", "demo", "desk"}  # give roles, play roles, shape the home page by role
    ]
    assert not naming, f"ask core.access what the actor may do: {naming}"
