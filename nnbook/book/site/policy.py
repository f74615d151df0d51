"""The content security policy of a finished site: what its pages may load, run and reach.

Each page says it in a `meta` element, and `_headers` and `.htaccess` have hosts say it for every file.
Scripts and styles come from the site alone. The theme has some scripts within its pages; they are known by
their hashes, of the whole site in each page, since instant navigation brings the next page under the policy
of the first. Python is WebAssembly, which is code made at run time, and says so. To `connect-src 'self'`
Python in the page is held, too: whatever a reader pastes into it can ask this site alone.
"""

import base64
import hashlib
import re
from pathlib import Path

from nnbook.book.site import head

_INLINE = re.compile(r"<script(?![^>]*\s(?:src|type)=)[^>]*>(.*?)</script>", re.DOTALL)
_HEADERS = """/*
  Content-Security-Policy: {policy}; frame-ancestors 'self'
  Referrer-Policy: strict-origin-when-cross-origin
  X-Content-Type-Options: nosniff
"""
_HTACCESS = """<IfModule mod_headers.c>
  Header always set Content-Security-Policy "{policy}; frame-ancestors 'self'"
  Header always set Referrer-Policy "strict-origin-when-cross-origin"
  Header always set X-Content-Type-Options "nosniff"
</IfModule>
"""


def secure(site: Path) -> None:
    """Write the policy into each page, and for hosts into `_headers` and `.htaccess`."""
    pages = {page: page.read_text(encoding="utf-8") for page in sorted(site.rglob("*.html"))}
    written = policy({script for text in pages.values() for script in _INLINE.findall(text)})
    element = head.element("meta", http_equiv="Content-Security-Policy", content=written)
    for page, text in pages.items():
        changed = head.with_elements(text, [element])
        if changed != text:
            page.write_text(changed, encoding="utf-8")
    (site / "_headers").write_text(_HEADERS.format(policy=written), encoding="utf-8")
    (site / ".htaccess").write_text(_HTACCESS.format(policy=written), encoding="utf-8")


def policy(scripts: set[str]) -> str:
    """Return the policy of a site within whose pages these scripts stand.

    Parameters
    ----------
    scripts : set of str
        The text of each, to the letter.

    Returns
    -------
    str
        Directives of Content Security Policy Level 3.
    """
    hashes = sorted(base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    directives = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", "'wasm-unsafe-eval'", *(f"'sha256-{name}'" for name in hashes)]),
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())
