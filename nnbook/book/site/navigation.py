"""Let a theme write its navigation once, and not once a page: only what is open differs between pages.

Material for MkDocs writes the whole navigation into each page, so that a book of twice as many chapters takes
four times as long for it: 9 µs for each pair of chapters. An entry that is not on the way to the page reads
the same on all pages beside it, so it is written for the first of them and then looked up.
"""

from typing import Any

from jinja2 import Environment
from jinja2.runtime import Context, Macro
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

_ENTRY = ("nav_item", "path", "level")  # how the arguments of the macro for an entry begin


def remember(env: Environment, files: Files) -> None:
    """Have the templates of a build remember the entries of its navigation.

    Material's macro for an entry is `render(nav_item, path, level, …)`, where `path` names the entry's place
    in the navigation. A theme without such a macro writes its navigation as it always did.

    Parameters
    ----------
    env : jinja2.Environment
        The build's own, with no template loaded so far.
    files : Files
        With all pages.
    """
    folders = {folder for file in files if file.page for folder in _above(file.page.url)}
    places: dict[str, dict[str, tuple[object, Any]]] = {}

    class Remembering(Context):
        """The variables of a template for one page."""

        macro: object = None  # that writes an entry, once it is known
        entries: dict[str, tuple[object, Any]]

        def call(self, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
            if obj is not self.macro:
                if not (isinstance(obj, Macro) and tuple(obj.arguments[:3]) == _ENTRY):
                    return super().call(obj, *args, **kwargs)
                place = _place(self.get("page"), self.get("base_url"), folders)
                self.macro, self.entries = obj, places.setdefault(place, {})
            item, path = args[:2]
            if item.active:
                return super().call(obj, *args, **kwargs)
            known = self.entries.get(path)
            if known is None or known[0] is not item:
                known = self.entries[path] = item, super().call(obj, *args, **kwargs)
            return known[1]

    env.context_class = Remembering


def _place(page: Page | None, base: str, folders: set[str]) -> str:
    """Name the place that a page has in the site: from pages of one place, links to others are the same."""
    if page is None:  # the page for what is not found, which links by the address of the site
        return f"base {base}"
    if page.url.rstrip("/") in folders:  # others lie below it, and its links to those are shorter
        return f"page {page.url}"
    return f"folder {_above(page.url)[0]}"


def _above(url: str) -> list[str]:
    """List the folders that a page lies in, the innermost first and the site itself, "", last."""
    parts = url.rstrip("/").split("/")[:-1]
    return ["/".join(parts[:end]) for end in range(len(parts), -1, -1)]
