"""Which fences a page may have, which options a block takes, and that code stands in no other place."""

import re
from pathlib import Path

import pytest

from nnbook.book.content.chapter import Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.fences import LANGUAGES, OPTIONS, SHOWN, STEPS, Fence


def found(text: str, declared: frozenset[str] | None = None) -> list[Fence]:
    """Return the fences of a page, its blocks read as well."""
    page = Chapter(Path("docs/x.md"), text, declared=declared)
    assert len(page.blocks) == sum(fence.language == "python" for fence in page.fences)
    return page.fences


def refused(text: str, declared: frozenset[str] | None = None) -> str:
    """Return what is said of a page that is refused."""
    with pytest.raises(ChapterError) as caught:
        found(text, declared)
    return str(caught.value)


def options(text: str, declared: frozenset[str] | None = None) -> dict[str, str]:
    """Return the options of the one block of a page."""
    (block,) = Chapter(Path("docs/x.md"), f"```python {text}\nx\n```\n", declared=declared).blocks
    return block.options


def test_a_fence_knows_its_lines_and_words() -> None:
    """And after which line it stands, with nothing but empty lines between."""
    first, second = found("# A\n\nB\n\n~~~~text  title here\na\n\nb\n~~~~\n\n\n```math\nx\n```\n")
    assert first == Fence(5, 9, "text", "title here", "a\n\nb\n", 3)
    assert second == Fence(12, 14, "math", "", "x\n", 9)
    assert [fence.after for fence in found("```text\na\n```\n")] == [-1]


@pytest.mark.parametrize("language", sorted({*LANGUAGES} - {"output", "warning"}))
def test_a_language_of_the_list_is_allowed(language: str) -> None:
    """Only one of them runs."""
    assert [fence.language for fence in found(f"```{language}\nx\n```\n")] == [language]


@pytest.mark.parametrize(
    "info",
    [
        *("py", "py3", "python3", "Python", "PYTHON", "pycon", "ipython", "pythonic", "sage", "doctest"),
        *("{.python}", "{ .python }", "{.python #a}", "{python}", "{code-cell}", "{code-cell} ipython3"),
        *("python,linenos", "python{1,2}", "python:line-numbers", "jupyter", "exec", "pyodide", "marimo"),
        *("{.py3 .annotate}", "python\tx", "ts exec=python"),
    ],
)
@pytest.mark.parametrize("marks", ["```", "~~~~"])
def test_python_has_one_name(marks: str, info: str) -> None:
    """Code under another name of Python would be shown and not run, so it is refused."""
    message = refused(f"# A\n\n{marks}{info}\nx = 1\n{marks}\n")
    assert message.startswith(
        "docs/x.md:3: a block that runs opens with ```python, and one that is only shown"
    )
    assert message.endswith(f"got {marks}{info}")


@pytest.mark.parametrize(
    ("info", "words"),
    [
        ("", "a fence says its language, such as ```text, or ```python where it runs"),
        ("ouput", "a pin is called output; got ```ouput"),
        ("Output", "a pin is called output; got ```Output"),
        ("outputs", "a pin is called output; got ```outputs"),
        ("warnings", "a pin is called warning; got ```warnings"),
        ("{.text}", "the language is the first word after the signs, as in ```text; got ```{.text}"),
        ("{ .bash title=x }", "the language is the first word after the signs, as in ```bash"),
        ("ruby", f"no language is called 'ruby' here; there are python, {', '.join(LANGUAGES[1:])}"),
        ("Text", "no language is called 'Text' here"),
        ("text,x", "no language is called 'text,x' here"),
    ],
)
def test_another_language_is_refused(info: str, words: str) -> None:
    """The message says what to write instead."""
    message = refused(f"# A\n\n```{info}\nx\n```\n")
    assert message.startswith(f"docs/x.md:3: {words}")


@pytest.mark.parametrize(
    "text",
    [
        "    x = 1\n",
        "Prose.\n\n    x = 1\n",
        "- Item\n\n        x = 1\n",
        "> Quote\n>\n>     x = 1\n",
        "!!! note\n\n    Prose.\n\nProse.\n\n    x = 1\n",
        "<pre>x = 1</pre>\n",
        "<pre class='highlight'>\nx = 1\n</pre>\n",
        'Prose\n<code class="language-python">x = 1</code>\n',
        '<div>\n<pre><code class="lang-py">x</code></pre>\n</div>\n',
        "<PRE>x</PRE>\n",
    ],
)
def test_code_stands_in_a_fence(text: str) -> None:
    """What is indented, or in HTML, would be shown as code and not run."""
    message = refused(f"# A\n\n{text}")
    lines = f"# A\n\n{text}".split("\n")
    line = next(
        n for n, words in enumerate(lines, 1) if re.search(r"^(- |> )?.* {4}x|<pre|<code", words, re.I)
    )
    assert message.startswith(f"docs/x.md:{line}: code stands in a fence")


@pytest.mark.parametrize(
    "text",
    [
        "!!! note\n\n    Prose.\n\n    More.\n",
        '??? note "Title"\n\n    Prose.\n',
        '=== "Tab"\n\n    Prose.\n',
        "[^1]: A note.\n\n    More of it.\n",
        "Term\n:   Definition.\n\n    More of it.\n",
        "- Item\n\n    More of it.\n",
        "<p>`<pre>`</p> and `<pre>`\n",
        "A <code>word</code>.\n",
        '<span class="python">a snake</span>\n',
    ],
)
def test_what_is_indented_prose_stays(text: str) -> None:
    """To a site generator these are no code."""
    assert found(f"# A\n\n{text}" if "<p>" not in text else "# A\n\nA `<pre>`.\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "```python\nx = 1\n",
        "```python\nx = 1\n\n",
        "```python\nx = 1\n\n# A\n\nProse.\n",
        "```python",
        "```text\nx\n~~~\n",
        "````python\nx = 1\n```\n",
        "- ```python\n  x = 1\n\nProse.\n",
        "> ```python\n> x = 1\n\nProse.\n",
    ],
)
def test_a_fence_that_nothing_closes_is_refused(text: str) -> None:
    """To Markdown the rest of the page would be in it."""
    assert re.match(r"docs/x.md:1: nothing closes the fence `{3,4}(python|text)", refused(text))


@pytest.mark.parametrize(
    "text",
    [
        "```python\n```\n",
        "```python\nx\n```",
        "````python\nx = '''\n```\n'''\n````\n",
        "```python\nx\n`````\n",
        "- ```python\n  x\n  ```\n",
        "> ```python\n> x\n> ```\n",
        "> - ~~~python\n>   x\n>   ~~~\n",
        "```python\nx\n   ```   \n",
    ],
)
def test_a_fence_that_is_closed_is_one(text: str) -> None:
    """At the end of the file, in lists and quotes, and by more signs than have opened it."""
    assert len(found(text)) == 1


@pytest.mark.parametrize("pin", ["output", "warning"])
def test_a_pin_takes_no_options(pin: str) -> None:
    """What nobody reads would be believed to work."""
    text = f'```python\nprint(1)\n```\n\n```{pin} title="A"\n1\n```\n'
    assert f'docs/x.md:5: a fence `{pin}` takes no options, got title="A"' in refused(text)


def test_options_are_read() -> None:
    """Each may stand alone or with others; a text keeps its blanks and signs."""
    assert options('alt="A line: y = 2x, steep"') == {"alt": "A line: y = 2x, steep"}
    assert options('alt=""  recorded="1 May" needs="numpy"') == {
        "alt": "",
        "recorded": "1 May",
        "needs": "numpy",
    }
    assert options('predict alt="I predict it"') == {"predict": "", "alt": "I predict it"}
    assert options('id="a" predict') == {"id": "a", "predict": ""}
    assert options('steps predict id="a"') == {"id": "a", "predict": "", "steps": ""}
    values = {"seconds": "90", "needs": "numpy"}
    for name in OPTIONS.keys() - {STEPS}:
        assert options(f'{name}="{values.get(name, "why")}"') == {name: values.get(name, "why")}


def test_the_word_steps_takes_no_value() -> None:
    """Nothing would read it."""
    assert refused('```python steps="500"\nx = 1\n```\n').endswith("steps takes no value, got '500'")


@pytest.mark.parametrize(
    ("given", "got"),
    [
        ("continuation", "continuation"),
        ("notest", "notest"),
        ("fixture:tmp_path", "fixture:tmp_path"),
        ("exec=on", "exec=on"),
        ('title="A"', "title"),
        ('alt="A" hl_lines="1"', "hl_lines"),
        ("alt='A'", "alt='A'"),
        ("alt=A", "alt=A"),
        ('alt = "A"', 'alt = "A"'),
        ('{alt="A"}', "{}"),
        ('Alt="A"', "Alt"),
        ("predicted", "predicted"),
        ("predict=1", "predict=1"),
    ],
)
def test_an_unknown_option_is_refused(given: str, got: str) -> None:
    """The message lists those that there are."""
    message = refused(f"```python {given}\nx = 1\n```\n")
    assert message.startswith('docs/x.md:1: a python fence takes the options alt="…", ')
    assert all(f'{name}="…"' in message for name in OPTIONS)
    assert message.endswith(f"got {got}")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ('alt="A" alt="B"', "the option alt stands there twice"),
        ("predict predict", "the option predict stands there twice"),
        ('predict predict="Which?"', "the option predict stands there twice"),
        ('shown="why" predict', "a block that is only shown takes no other option, got predict"),
        ('seconds="0"', "is a number of seconds, a day at the most; got '0'"),
        ('seconds="-1"', "is a number of seconds"),
        ('seconds="a minute"', "is a number of seconds"),
        ('seconds="1e3"', "is a number of seconds"),
        ('seconds="86401"', "is a number of seconds"),
        ('seconds=""', "is a number of seconds"),
        ('shown=""', "says why the code is not run: the page tells its readers"),
        ('shown=" "', "says why the code is not run"),
        ('shown="why" alt="A"', "a block that is only shown takes no other option, got alt"),
        ('needs=""', 'needs="…" says packages without which it cannot run'),
        ('norun=" "', 'norun="…" says why the reader\'s browser cannot run it; got nothing'),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(given: str, words: str) -> None:
    """Nothing is taken for something else."""
    message = refused(f"```python {given}\nx = 1\n```\n")
    assert message.startswith("docs/x.md:1: ") and words in message


@pytest.mark.parametrize("word", ["notest", "continuation", "fixture:a", "runner:b", "retry:3"])
def test_an_alt_text_holds_no_switch_of_the_tests(word: str) -> None:
    """The test collector reads words of the alt text too; a block must not vanish by one."""
    assert "use another word" in refused(f'```python alt="A {word} here"\nx = 1\n```\n')


def test_a_block_needs_what_is_declared_or_there() -> None:
    """A word that is neither would skip the block for ever, so it is refused; the near one is named."""
    declared = frozenset({"keras", "scikit-learn"})
    for needs in ("keras", "scikit_learn", "Scikit-Learn keras", "yaml", "numpy keras"):
        assert options(f'needs="{needs}"', declared) == {"needs": needs}
    message = refused('```python needs="numpy kreas"\nx\n```\n', declared)
    assert message == (
        'docs/x.md:1: needs="kreas": pyproject.toml declares no such package, and none is installed; '
        "did you mean keras?"
    )
    assert "did you mean" not in refused('```python needs="nowhere_to_be_found"\nx\n```\n', declared)


def test_without_a_book_a_block_may_need_anything() -> None:
    """Who reads a page alone does not know what is declared."""
    assert options('needs="nowhere_to_be_found"', None) == {"needs": "nowhere_to_be_found"}


def test_what_is_only_shown_may_say_more() -> None:
    """Other languages are for the site generator to read."""
    (fence,) = found('```text title="A" hl_lines="1"\nx\n```\n')
    assert fence.language in SHOWN and fence.rest == 'title="A" hl_lines="1"'
