"""What the tests of the architecture look at: the files of the project and their syntax trees."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "bellwether"
CORE = SOURCE / "core"
_NOT_OURS = {".venv", ".tools", ".git", "__pycache__", ".hypothesis", ".mypy_cache", ".ruff_cache", "vendor"}


def files(folder: Path, *suffixes: str) -> list[Path]:
    """Our own files below a folder, in order."""
    found = [path for path in folder.rglob("*") if path.suffix in suffixes and path.is_file()]
    return sorted(path for path in found if not _NOT_OURS & set(path.relative_to(ROOT).parts))


@lru_cache(maxsize=512)
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """As people write it: from the root of the project."""
    return path.relative_to(ROOT).as_posix()


def imported_by(path: Path) -> set[str]:
    """The dotted names of all modules that a file imports, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names
