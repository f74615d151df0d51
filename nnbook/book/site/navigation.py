"""Let a theme write its navigation once, and not once a page: only what is open differs between pages.

Material for MkDocs writes the whole navigation into each page, so that a book of twice as many chapters takes
four times as long for it: 9 µs for each pair of chapters. An entry that is not on the way to the page reads
the same on all pages beside it, so it is written for the first of them and then looked up. And where the
template goes through the entries as Material's does, a page takes all that it does not write in one piece.
"""

import re
from typing import Any

from jinja2 import BaseLoader, Environment, pass_context
from jinja2.runtime import Context, Macro
from markupsafe import Markup
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

_ENTRY = ("nav_item", "path", "level")  # how the arguments of the macro for an entry begin
_TEMPLATE = "partials/nav.html"
_LOOP = re.compile(
    r"\{% for nav_item in nav\.items %}(?P<before>\s*)"
    r'\{% set path = "(?P<path>\w+)" ~ loop\.index %}(?P<between>\s*)'
    r"\{\{ item\.render\(nav_item, path, 1\) }}(?P<after>\s*)"
    r"\{% endfor %}"
)


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
    if env.loader is not None:
        env.loader = _OneCall(env.loader)
        env.globals[_OneCall.NAME] = _entries(folders)


class _OneCall(BaseLoader):
    """Load templates; in the one of the navigation, a call writes the entries of a page and not a loop."""

    NAME = "nnbook_entries"

    def __init__(self, loader: BaseLoader) -> None:
        self._loader = loader

    def list_templates(self) -> list[str]:
        """List what there is to load."""
        return self._loader.list_templates()

    def get_source(self, environment: Environment, template: str) -> Any:
        """Return the source of a template, where it comes from, and whether it is still that."""
        source, *rest = self._loader.get_source(environment, template)
        loop = _LOOP.search(source) if template == _TEMPLATE else None
        if loop is not None:
            around = repr((loop["before"] + loop["between"], loop["path"], loop["after"]))
            source = source.replace(loop[0], f"{{{{ {self.NAME}(item.render, nav.items, *{around}) }}}}")
        return source, *rest


def _entries(folders: set[str]) -> Any:
    """Return the function that writes what the loop writes: all entries of the navigation, for one page."""
    places: dict[str, tuple[list[str], set[int]]] = {}  # entries as text, and the numbers of those missing

    @pass_context
    def entries(
        context: Context, render: Macro, items: list[Any], before: str, path: str, after: str
    ) -> Markup:
        place = _place(context.get("page"), context.get("base_url"), folders)
        texts, missing = places.setdefault(place, ([""] * len(items), set(range(len(items)))))

        def write(number: int) -> str:
            return f"{before}{context.call(render, items[number], f'{path}{number + 1}', 1)}{after}"

        active = {number for number, item in enumerate(items) if item.active}
        for number in missing - active:
            texts[number] = write(number)
        missing &= active
        own = texts.copy()
        for number in active:
            own[number] = write(number)
        return Markup("".join(own))

    return entries


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
