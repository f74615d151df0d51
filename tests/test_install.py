"""What the book tells people to install: it is there, and it is ours."""

import html
import json
import re
import shlex
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest
from house import ROOT, House
from mkdocs.config import load_config
from mkdocs.exceptions import ConfigurationError
from mkdocs.utils.yaml import get_yaml_loader, yaml_load
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from nnbook.book.site import library

# Read and not loaded: all plugins would take a second, in each process of pytest.
with (ROOT / "mkdocs.yml").open(encoding="utf-8") as settings:
    LIBRARY = str(yaml_load(settings, get_yaml_loader())["extra"]["library"])
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# However a reader installs: pip, pip3, python -m pip, uv pip, uv add, pipx, conda, poetry, with any options.
COMMAND = re.compile(
    r"\b(?:pip3?|uv|pipx|conda|mamba|poetry)\s(?:[\w-]+\s)*?(?:install|add|download)\s+([^`<|&;\n]+)"
)


def packages(text: str) -> Iterator[str]:
    """Find what the commands of a text name, each as a requirement or a folder."""
    for arguments in COMMAND.findall(text):
        try:
            words = shlex.split(arguments)
        except ValueError:  # a quote that belongs to the sentence around it
            words = arguments.replace("'", " ").replace('"', " ").split()
        yield from (word for word in words if not word.startswith("-"))


def stranger(word: str) -> str:
    """Say what is wrong with a package of ours that a command names; nothing where it is one of others."""
    folder = re.fullmatch(r"\.(?:\[([\w,]+)\])?", word)
    if folder:
        unknown = set((folder[1] or "").split(",")) - {"", *PROJECT["optional-dependencies"]}
        return f"{word} asks for extras that are none: {unknown}" if unknown else ""
    match = re.match(r"nnbook\b(?:\[([\w,-]+)\])?", word)
    if match is None:
        return ""
    wanted = library.with_extra(LIBRARY, match[1]) if match[1] else LIBRARY
    return "" if word == wanted else f"{word} is not what the setting gives: {wanted}"


def readable(path: Path) -> str:
    """Return the text of a file as its reader sees it."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return html.unescape(re.sub(r"<[^>]+>", "", text))
    if path.suffix == ".ipynb":
        return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return text


TEXTS = {".md", ".py", ".html", ".ipynb", ".yml", ".js", ".json", ".toml", ".jinja"}
SOURCES = [
    *ROOT.glob("*.md"),
    *(path for folder in ("docs", "nnbook", ".github") for path in (ROOT / folder).rglob("*")),
]


def strangers(paths: Iterable[Path]) -> list[str]:
    """List what is wrong in the files, each with its file."""
    return [
        f"{path}: {problem}"
        for path in paths
        if path.suffix in TEXTS
        for word in packages(readable(path))
        if (problem := stranger(word))
    ]


def test_every_command_names_what_the_setting_gives() -> None:
    """In the chapters, the README and the code no command installs something of ours from elsewhere."""
    assert strangers(SOURCES) == []


def test_what_is_taken_home_names_what_the_setting_gives(site: Path) -> None:
    """Each notebook and script says what to install, and so does each lab; no page says anything else."""
    assert strangers(site.rglob("*")) == []
    command = library.install(LIBRARY, "plots")
    home = [*site.glob("notebooks/*.ipynb"), *site.glob("scripts/*.py")]
    assert len(home) > 10
    assert [path for path in home if command not in readable(path)] == []
    labs = [*site.glob("labs/*/index.html")]
    assert len(labs) == len([*(ROOT / "docs" / "labs").glob("*.py")])
    assert [path for path in labs if library.install(LIBRARY, "labs") not in readable(path)] == []


@pytest.mark.parametrize(
    "line",
    [
        "pip install nnbook",
        "pip install 'nnbook[plots]'",
        "Then `pip install nnbook[plots]` and go on.",
        "python -m pip install -U --pre nnbook",
        'pip3 install "nnbook == 0.1"',
        "uv add nnbook",
        "uv pip install numpy nnbook",
        "conda install -c conda-forge nnbook",
        "%pip install nnbook",
        "pip install 'nnbook @ https://host.example/nnbook.tar.gz'",
        "it's in nnbook: pip install nnbook",
        "pip install -e '.[everything]'",
    ],
)
def test_a_package_that_the_setting_does_not_give_is_found(line: str) -> None:
    """Whoever registers the name on an index would be run by our readers."""
    assert [word for word in packages(line) if stranger(word)]


@pytest.mark.parametrize(
    "line",
    [
        f'pip install "{LIBRARY}"',
        library.install(LIBRARY, "plots", "jupyterlab"),
        "pip install -c constraints.txt -e '.[dev,labs]'",
        "pip install . and nothing else",
        "pip install numpy matplotlib",
        "nnbook is a package",
        "python -m nnbook.book.site.library",
    ],
)
def test_what_the_setting_gives_is_not(line: str) -> None:
    """So is a clone, and what others publish."""
    assert not [word for word in packages(line) if stranger(word)]


def test_the_setting_names_this_version() -> None:
    """A release changes both, so the tag of the archive is that of the version whose book is read."""
    requirement = Requirement(LIBRARY)
    assert requirement.name == PROJECT["name"]
    assert f"/v{PROJECT['version']}." in (requirement.url or "")


def test_the_quotes_suit_every_shell() -> None:
    """The command prompt of Windows knows double quotes alone."""
    assert library.install("a @ b", "plots", "c") == 'pip install "a[plots] @ b" c'


def test_the_oldest_python_takes_what_the_lines_install() -> None:
    """That of Debian 12 is 3.11.2: a package that wants 3.11.5 stops both lines of the README there."""
    oldest = PROJECT["requires-python"].removeprefix(">=") + ".0"
    pinned = re.findall(r"^([\w.-]+)==", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    installed = {normal(found.metadata["Name"]): found for found in distributions()}
    takes = {
        name: SpecifierSet(installed[normal(name)].metadata.get("Requires-Python", "")).contains(oldest)
        for name in pinned
        if normal(name) in installed
    }
    assert len(takes) > 50
    assert [name for name, fine in takes.items() if not fine] == []


def normal(name: str) -> str:
    """Write the name of a package as an index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("given", ["", "nnbook @", "two words", "[plots]"])
def test_a_setting_that_pip_does_not_take_ends_the_build(given: str, house: House) -> None:
    """The error says which setting, what it must be and what it is."""
    config = (house.root / "mkdocs.yml").read_text(encoding="utf-8")
    house.write("mkdocs.yml", re.sub(r"(?m)^  library: .*$", f"  library: {json.dumps(given)}", config))
    with pytest.raises(ConfigurationError):
        library.setting(load_config(str(house.root / "mkdocs.yml")))
    done = house.run("mkdocs", "build")
    assert done.returncode == 1
    assert (
        f'extra.library of mkdocs.yml must say what pip installs, such as "nnbook @ https://…"; got {given!r}'
        in done.stdout
    )


def test_the_command_prints_what_is_installed(house: House) -> None:
    """A workflow that checks whether it is there need not read the settings."""
    assert house.run("nnbook.book.site.library").stdout.strip() == LIBRARY
    assert house.run("nnbook.book.site.library", "plots").stdout.strip() == library.with_extra(
        LIBRARY, "plots"
    )
