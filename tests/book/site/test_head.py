"""The head of a page: each element once, and a policy before what it holds for."""

from nnbook.book.site import head

PAGE = """<html><head>
<meta charset="utf-8">
<meta name="description" content="old">
<title>Old &amp; older</title>
<link rel="canonical" href="https://old.example/">
<link rel="stylesheet" href="a.css"></head><body><title>In a drawing</title></body></html>"""


def test_what_stands_once_gives_way_in_its_place() -> None:
    """A title, a description and an address are replaced, and what the body has stays."""
    new = [
        "<title>New</title>",
        head.element("meta", name="description", content='say "so"'),
        head.element("link", rel="canonical", href="https://new.example/"),
    ]
    changed = head.with_elements(PAGE, new)
    assert changed.count("<meta") == PAGE.count("<meta") and changed.count("<link") == PAGE.count("<link")
    assert head.title(changed) == "New"
    assert 'content="say &quot;so&quot;"' in changed
    assert "https://new.example/" in changed and "old" not in changed.lower()
    assert "<title>In a drawing</title>" in changed


def test_new_elements_come_behind_the_charset() -> None:
    """In their order, before everything that a page loads."""
    policy = head.element("meta", http_equiv="Content-Security-Policy", content="default-src 'self'")
    font = head.element("link", rel="preload", href="math.woff2", crossorigin="")
    changed = head.with_elements(PAGE, [policy, font])
    order = ("charset", "Content-Security-Policy", "preload", "description")
    places = [changed.index(text) for text in order]
    assert places == sorted(places)
    assert head.with_elements(changed, [policy, font]) == changed


def test_a_policy_is_replaced_and_not_doubled() -> None:
    """Two policies would hold both."""
    first, second = (head.element("meta", http_equiv="Content-Security-Policy", content=c) for c in "ab")
    changed = head.with_elements(head.with_elements(PAGE, [first]), [second])
    assert first not in changed and changed.count("Content-Security-Policy") == 1


def test_a_page_without_a_head_stays() -> None:
    """A piece of HTML is no page."""
    assert head.with_elements("<p>x</p>", [head.element("meta", name="a", content="b")]) == "<p>x</p>"
    assert head.title("<p>x</p>") == ""
