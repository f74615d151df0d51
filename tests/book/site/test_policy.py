"""The content security policy: one for all pages and for hosts, with a hash for each script in a page."""

import base64
import hashlib
import re
from html import unescape
from pathlib import Path

import pytest

from nnbook.book.site.policy import policy, secure

SCRIPTS = {"index.html": 'var a = "ä";\n', "b/index.html": "var b;"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site of two pages, each with a script of its own, data and a file."""
    for name, script in SCRIPTS.items():
        page = tmp_path / name
        page.parent.mkdir(exist_ok=True)
        page.write_text(
            f'<html><head><meta charset="utf-8"><title>A</title></head><body><script>{script}</script>'
            '<script id="x" type="application/json">{"a": 1}</script><script src="c.js"></script></html>',
            encoding="utf-8",
        )
    secure(tmp_path)
    return tmp_path


def said(page: Path) -> str:
    """Return the policy that a page names."""
    (found,) = re.findall(
        r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page.read_text("utf-8")
    )
    return unescape(found)


def test_all_pages_have_one_policy(site: Path) -> None:
    """It knows each script of the site by its hash, and neither data nor files."""
    (written,) = {said(site / name) for name in SCRIPTS}
    hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in SCRIPTS.values()}
    assert set(re.findall(r"'sha256-([^']*)'", written)) == hashes
    assert "unsafe-inline" not in written and "'unsafe-eval'" not in written
    page = (site / "index.html").read_text("utf-8")
    assert page.index("Content-Security-Policy") < page.index("<script")  # it holds for what comes behind it


@pytest.mark.parametrize("name", ["_headers", ".htaccess"])
def test_hosts_say_the_same(site: Path, name: str) -> None:
    """And who may show the page in a frame, which a page cannot say itself."""
    text = (site / name).read_text("utf-8")
    assert f"{said(site / 'index.html')}; frame-ancestors 'self'" in text


def test_twice_is_as_once(site: Path) -> None:
    """A site that is finished again has one policy."""
    before = {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}
    secure(site)
    assert before == {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}


def test_what_is_not_named_comes_from_the_site() -> None:
    """Nothing in the policy names another host."""
    assert policy(set()).startswith("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; ")
    assert "http" not in policy(set())
