# ruff: noqa: INP001 (a script by itself)
"""Takes the front-end packages into the repository: for developers, when a version changes. Nothing of Node stays.

    (in an empty folder outside the repository)
    npm install --ignore-scripts govuk-frontend@6.6.0 htmx.org@2.0.11 @fontsource/atkinson-hyperlegible-next@5.3.0
    (here)
    python tools/vendor_frontend.py PATH/TO/node_modules

It takes out what is not ours to use (the typeface of GOV.UK, the crest), asserts that it is gone, keeps the licences,
keeps the examples of the packages that our own templates are tested against, and prints the entries for VENDOR.toml.
"""

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
VENDOR = ROOT / "src" / "bellwether" / "ui" / "static" / "ui" / "vendor"
FIXTURES = ROOT / "tests" / "ui" / "fixtures"
FORBIDDEN = re.compile(r"GDS Transport|crest|govuk-icon|@font-face|Margaret Calvert|sourceMappingURL")
TYPEFACE = '"Atkinson Hyperlegible Next",arial,sans-serif'

# The examples that our component tags can express: component, then names in the package's own fixtures.json.
EXAMPLES = {
    "back-link": ["default"],
    "breadcrumbs": ["default", "with one level", "with last breadcrumb as current page"],
    "button": ["default", "disabled", "link", "start", "secondary", "secondary disabled", "warning"],
    "checkboxes": ["default", "with hint", "with hints on items", "with error message"],
    "date-input": ["with error message and hint", "with error on month input"],
    "details": ["default", "expanded"],
    "error-summary": ["default", "without links", "mixed with and without links", "with everything"],
    "file-upload": ["default", "with error message and hint"],
    "input": [
        "default", "with hint text", "with error message", "with error and hint", "with width-5 class",
        "with label as page heading", "with prefix", "with suffix", "with prefix and suffix and error",
    ],
    "inset-text": ["default", "with html"],
    "notification-banner": ["default", "with type as success"],
    "pagination": [
        "default", "with many pages", "first page", "last page", "with prev and next only",
        "with prev and next only and labels", "with next only",
    ],
    "panel": ["default"],
    "password-input": ["default", "with hint text", "with error message"],
    "radios": [
        "default", "with hint", "inline", "with legend as page heading", "with hints on items",
        "with fieldset and error message", "with conditional item checked",
    ],
    "select": ["with hint text and error message"],
    "service-navigation": ["with navigation with a current item"],
    "skip-link": ["default"],
    "summary-list": [
        "default", "with actions", "no-border", "as a summary card with a text header",
        "as a summary card with actions",
    ],
    "table": ["default", "with head", "with head and caption"],
    "tabs": ["default"],
    "tag": ["default", "grey", "turquoise", "green", "purple", "pink", "red", "orange", "yellow"],
    "task-list": ["default", "with hint text and additional states"],
    "textarea": ["default", "with hint", "with error message", "with default value"],
    "warning-text": ["default", "multiple lines"],
}  # fmt: skip


def main(modules: Path) -> None:
    """Copy, strip, check and print."""
    take_govuk_frontend(modules / "govuk-frontend" / "dist" / "govuk")
    take(modules / "htmx.org", "htmx", ["dist/htmx.min.js", "LICENSE"])
    take_typeface(modules / "@fontsource" / "atkinson-hyperlegible-next")
    keep_examples(modules / "govuk-frontend")
    for folder in sorted(VENDOR.iterdir()):
        hashes = [f'"{path.name}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"' for path in folder.iterdir()]
        lines = [f"# {folder.relative_to(ROOT)}", "[vendored.sha256]", *sorted(hashes), "", ""]
        sys.stdout.write("\n".join(lines))


def take(package: Path, name: str, files: list[str]) -> None:
    """Copy files of a package as they are."""
    for file in files:
        shutil.copyfile(package / file, VENDOR / name / Path(file).name)


def take_govuk_frontend(package: Path) -> None:
    """Copy the compiled style and script without typeface, crest and source maps.

    The package holds no licence text of its own; LICENSE.txt beside the result comes from its repository.
    """
    folder = VENDOR / "govuk-frontend"
    style = stripped_style((package / "govuk-frontend.min.css").read_text(encoding="utf-8"))
    script = re.sub(r"//# sourceMappingURL=\S+", "", (package / "govuk-frontend.min.js").read_text(encoding="utf-8"))
    for name, text in (("govuk-frontend.min.css", style), ("govuk-frontend.min.js", script)):
        left = FORBIDDEN.findall(text)
        if left:
            sys.exit(f"{name} still holds {sorted(set(left))}")
        (folder / name).write_text(text.rstrip() + "\n", encoding="utf-8")


def stripped_style(text: str) -> str:
    """Take typeface, its notice, rules that fetch pictures and the source map out of the style."""
    text = re.sub(r"/\*! Copyright \(c\) 2011 by Margaret Calvert.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"@font-face\{[^}]*\}", "", text)
    text = re.sub(r"GDS Transport,arial,sans-serif", TYPEFACE, text)
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", text)
    return re.sub(r"[\w-]+:url\(/assets/images/[^)]*\);?", "", text)


def take_typeface(package: Path) -> None:
    """Copy the upright regular and bold cuts, Latin and extended Latin."""
    cuts = [f"{subset}-{weight}-normal" for subset in ("latin", "latin-ext") for weight in (400, 700)]
    files = [f"files/atkinson-hyperlegible-next-{cut}.woff2" for cut in cuts]
    take(package, "atkinson-hyperlegible-next", [*files, "LICENSE"])


def keep_examples(package: Path) -> None:
    """Keep the options and the HTML of the examples that the golden tests compare with."""
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    for component, names in EXAMPLES.items():
        source = package / "dist" / "govuk" / "components" / component / "fixtures.json"
        found = {each["name"]: each for each in json.loads(source.read_text(encoding="utf-8"))["fixtures"]}
        extract = {
            "credit": f"Extract of govuk-frontend {version}, (C) 2017 Crown Copyright (GDS), MIT; see VENDOR.toml.",
            "examples": [{key: found[name][key] for key in ("name", "options", "html")} for name in names],
        }
        text = json.dumps(extract, indent=1, ensure_ascii=False)
        (FIXTURES / f"{component}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
