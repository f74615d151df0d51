"""What one run of a block did."""

from dataclasses import dataclass, field

from nnbook.book.results.terminal import as_shown


@dataclass
class Outcome:
    """What one run of a block did.

    Attributes
    ----------
    events : list of (str, str)
        First, in their order, "stdout" with text as a terminal shows it and "figure" with SVG. Then
        "warning" with a line for each, "unshown" with the number of figures drawn and not shown, "error"
        with a traceback, "ended" with the words for a process that did not live to the end of its block,
        "flood" with the words for output that is too long; "stderr" comes last.
    """

    events: list[tuple[str, str]] = field(default_factory=list)

    def text(self, kind: str) -> str:
        """Join the texts of the events of one kind."""
        return "".join(text for event, text in self.events if event == kind)

    @property
    def figures(self) -> list[str]:
        """The SVG of each figure."""
        return [text for event, text in self.events if event == "figure"]

    @property
    def failure(self) -> str:
        """How the block failed: its traceback, how its process ended, what it wrote; else empty."""
        return "\n".join(text for kind, text in self.events if kind in ("error", "ended", "flood"))

    @property
    def failed(self) -> bool:
        """Whether the block raised, did not live to its end, or wrote more than is read."""
        return bool(self.failure)

    @classmethod
    def of_run(cls, printed: bytes, noise: bytes, events: list[tuple[str, str, int]]) -> "Outcome":
        """Put together what a run left behind.

        Parameters
        ----------
        printed, noise : bytes
            What it wrote to its standard output and to its standard error.
        events : list of (str, str, int)
            Kind and text of what else happened, and after how many bytes of output.
        """
        found: list[tuple[str, str]] = []
        start = 0
        for kind, text, end in [*events, ("", "", len(printed))]:
            if kind in ("", "figure"):
                if piece := as_shown(_decoded(printed[start:end])):
                    found.append(("stdout", piece))
                start = end
            if kind == "figure":
                found.append((kind, text))
        # What else happens does not part the output, and comes behind it as its fence does.
        found += [(kind, text) for kind, text, _ in events if kind != "figure"]
        if noise:
            found.append(("stderr", as_shown(_decoded(noise))))
        return cls(found)

    @classmethod
    def from_json(cls, events: list[list[str]]) -> "Outcome":
        """Read what `to_json` wrote."""
        return cls([(kind, text) for kind, text in events])


def _decoded(content: bytes) -> str:
    return content.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
