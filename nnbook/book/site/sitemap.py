"""Take the date of the build out of a built site: two builds of one commit are equal, whatever the day."""

import gzip
import re
from pathlib import Path


def undate(site: Path) -> None:
    """Drop `lastmod` from the sitemap, where MkDocs writes today's date, and from its compressed copy."""
    sitemap = site / "sitemap.xml"
    text = re.sub(r"\s*<lastmod>[^<]*</lastmod>", "", sitemap.read_text(encoding="utf-8"))
    sitemap.write_text(text, encoding="utf-8")
    sitemap.with_suffix(".xml.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
