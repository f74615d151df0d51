"""Where a reader gets the library: one setting, `extra.library` of mkdocs.yml, for all that is taken home.

`python -m nnbook.book.site.library [EXTRA]` prints it, for whatever has to install what readers are told to.
"""

import sys

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from packaging.requirements import InvalidRequirement, Requirement


def setting(config: MkDocsConfig) -> str:
    """Return the requirement that the settings give, as pip takes it.

    Raises
    ------
    ConfigurationError
        Where there is none, or something else.
    """
    given = config.extra.get("library")
    try:
        Requirement(str(given or ""))
    except InvalidRequirement as error:
        wanted = 'extra.library of mkdocs.yml must say what pip installs, such as "nnbook @ https://…"'
        raise ConfigurationError(f"{wanted}; got {given!r}") from error
    return str(given)


def install(library: str, extra: str, *more: str) -> str:
    """Write the command that installs the library with an extra, and `more` packages.

    The quotes are double: those are quotes to the command prompt of Windows as well.

    Parameters
    ----------
    library : str
        The setting.
    extra : str
        "plots" or "labs".
    *more : str
        Names of packages.

    Returns
    -------
    str
    """
    return " ".join(["pip install", f'"{with_extra(library, extra)}"', *more])


def with_extra(library: str, extra: str) -> str:
    """Ask for an extra of the library: `nnbook @ URL` becomes `nnbook[plots] @ URL`."""
    name = Requirement(library).name
    return library.replace(name, f"{name}[{extra}]", 1)


def main(extras: list[str]) -> None:
    """Print the requirement, for a script that installs it."""
    library = setting(load_config())
    print(with_extra(library, ",".join(extras)) if extras else library)


if __name__ == "__main__":
    main(sys.argv[1:])
