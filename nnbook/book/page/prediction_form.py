"""What a block asks before it shows what it did: a form around its outcome, made of `predict`.

The outcome stands in the page as it would without. Where scripts run, docs/assets/css/nn-predict.css hides it
from everybody, screen readers included, until docs/assets/js/practice/nn-predict.js has a guess for it.
"""

import html
from hashlib import sha256

from nnbook.book.content.chapter import Block
from nnbook.book.content.predictions import Prediction

_ELEMENT = (
    '<nn-predict data-key="{key}"{draws}><form data-search-exclude>'
    '<fieldset><legend><span class="nn-kind">Say first, then see</span>{question}</legend>'
    '{field}</fieldset><p class="nn-asked-buttons"><button class="nn-submit">Compare</button>{mind}'
    '<button type="button" data-does="show">Just show me</button>'
    '<button type="button" data-does="all">Show all, in the whole book</button>'
    "</p></form>{outcome}</nn-predict>"
)
_MIND = '<button type="button" data-does="mind">I have a picture in mind</button>'
_CHOICE = '<label><input type="radio" name="guess-{key}" value="{text}"><code>{text}</code></label>'
_TYPED = 'aria-label="Your guess" autocapitalize="off" autocomplete="off" spellcheck="false"'


def around(outcome: str, block: Block) -> str:
    """Return the outcome of a block behind what it asks; as it is where it asks nothing."""
    asked = block.prediction
    if asked is None or not outcome or '<div class="nn-failure"' in outcome:
        return outcome
    draws = '<figure class="nn-figure">' in outcome and not asked.choices
    content = f"{block.options['predict']}\n{block.source}"
    key = sha256(content.encode()).hexdigest()[:8]  # a guess belongs to what it was made of
    return _ELEMENT.format(
        key=key,
        draws=" data-draws" if draws else "",
        question=html.escape(asked.question or f"What does it {'draw' if draws else 'print'}?"),
        field=_field(asked, key, draws, (block.pin or "").rstrip().count("\n") + 1),
        mind=_MIND if draws else "",
        outcome=outcome,
    )


def _field(asked: Prediction, key: str, draws: bool, lines: int) -> str:
    if asked.choices:
        # Authors write the right one first; the same build must give the same page.
        order = sorted(asked.choices, key=lambda choice: sha256(f"{key} {choice}".encode()).digest())
        return "".join(_CHOICE.format(key=key, text=html.escape(choice, quote=True)) for choice in order)
    if draws:
        hint = '<p class="nn-hint">Sketch it on the empty axes below, or say it in words.</p>'
        return f"{hint}<input {_TYPED.replace('guess', 'guess in words', 1)}>"
    if asked.question or lines == 1:
        return f"<input {_TYPED}>"
    return f'<textarea rows="{lines}" {_TYPED}></textarea>'
