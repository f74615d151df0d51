"""Readers at browsers of other engines, each driven by what it brings itself, without a package between.

Firefox hears WebDriver's commands through a socket of its own, Marionette: Debian has no geckodriver. WebKit
has a driver that hears the same commands by HTTP. So a path is written once, for both.
"""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from processes import HANG, started, until

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element in WebDriver's messages
ALIVE = "document.readyState === 'complete' && !document.querySelector(':not(:defined)')"
CONTROL, ENTER, RIGHT = "\ue009", "\ue007", "\ue014"  # keys, as WebDriver names them
QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
WEBKIT = shutil.which("WebKitWebDriver") if shutil.which("Xvfb") else None

# Marionette's name of a command, and how it is said by HTTP.
COMMANDS = {
    "NewSession": ("POST", "/session"),
    "SetTimeouts": ("POST", "/timeouts"),
    "SetWindowRect": ("POST", "/window/rect"),
    "Navigate": ("POST", "/url"),
    "ExecuteScript": ("POST", "/execute/sync"),
    "FindElement": ("POST", "/element"),
    "ElementClick": ("POST", "/element/{id}/click"),
    "ElementSendKeys": ("POST", "/element/{id}/value"),
    "PerformActions": ("POST", "/actions"),
}

Send = Callable[..., Any]


class RefusedError(AssertionError):
    """A command that a browser did not carry out, with the standard's word for why."""

    def __init__(self, command: str, parameters: object, error: dict[str, str]) -> None:
        super().__init__(f"{command} {parameters}: {error['error']}: {error['message']}")
        self.why = error["error"]


class Reader:
    """Somebody who reads the site in one browser, and finds what is on a page by CSS selectors."""

    def __init__(self, send: Send) -> None:
        self._send = send
        send("SetTimeouts", script=HANG * 1000, pageLoad=HANG * 1000)
        send("SetWindowRect", width=1280, height=900)

    def open(self, address: str) -> None:
        """Open a page and wait until all that is alive in it has come."""
        self._send("Navigate", url=address)
        self.until(ALIVE)

    def reload(self) -> None:
        """Load the page anew, as the reader does: Firefox's own command passes the service worker by."""
        self.ask("document.documentElement.setAttribute('data-old', '')")
        self.ask("location.reload()")
        self.until(f"!document.documentElement.hasAttribute('data-old') && {ALIVE}")

    def ask(self, expression: str, *arguments: object) -> Any:
        """Return the value of a JavaScript expression, in which `arguments[0]` is the first argument."""
        return self._send("ExecuteScript", script=f"return {expression};", args=list(arguments))

    def until(self, expression: str, *arguments: object) -> None:
        """Wait until a JavaScript expression is true."""
        until(lambda: self.ask(expression, *arguments), f"it never held: {expression} {arguments}")

    def see(self, selector: str, text: str = "") -> None:
        """Wait until an element can be seen that has the text."""
        self.until(
            """[...document.querySelectorAll(arguments[0])]
            .some((one) => one.checkVisibility()
              && (one.innerText ?? one.textContent).includes(arguments[1]))""",
            selector,
            text,
        )

    def text(self, selector: str) -> str:
        """Return the text that is seen of an element."""
        self.see(selector)
        return str(self.ask("document.querySelector(arguments[0]).innerText", selector))

    def click(self, selector: str) -> None:
        """Click an element once it can be seen; where the page makes it anew meanwhile, the new one."""

        def clicked() -> bool:
            try:
                self._send("ElementClick", id=self._find(selector))
            except RefusedError as error:
                if error.why != "stale element reference":
                    raise
                return False
            return True

        until(clicked, f"it never stood still: {selector}")

    def type(self, selector: str, keys: str, *, instead: bool = False) -> None:
        """Press keys in an element; `instead` of all that stands there."""
        element = self._find(selector)
        self.ask("document.querySelector(arguments[0]).focus()", selector)
        if instead:
            strokes = [("keyDown", CONTROL), ("keyDown", "a"), ("keyUp", "a"), ("keyUp", CONTROL)]
            actions = [{"type": kind, "value": key} for kind, key in strokes]
            self._send("PerformActions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])
        self._send("ElementSendKeys", id=element, text=keys)

    def drag(self, selector: str, by: tuple[int, int]) -> None:
        """Take the middle of an element along, by so many pixels."""
        self._find(selector)
        x, y = self.ask(
            """(({ x, y, width, height }) => [x + width / 2, y + height / 2].map(Math.round))(
            document.querySelector(arguments[0]).getBoundingClientRect())""",
            selector,
        )
        moves = [(x, y), (x + by[0] // 2, y + by[1] // 2), (x + by[0], y + by[1])]
        move, *others = [{"type": "pointerMove", "duration": 20, "x": x, "y": y} for x, y in moves]
        down, up = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}}
        self._send("PerformActions", actions=[mouse | {"actions": [move, down, *others, up]}])

    def _find(self, selector: str) -> str:
        """Bring an element into the middle of the window, once it can be seen, and return its name."""
        self.see(selector)
        self.ask(
            "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })",
            selector,
        )
        return str(self._send("FindElement", using="css selector", value=selector)[ELEMENT])


@contextmanager
def firefox() -> Iterator[Reader]:
    """Start Firefox without a window."""
    with ExitStack() as stack:
        profile = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        (profile / "user.js").write_text('user_pref("marionette.port", 0);', encoding="utf-8")
        command = [FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", profile]
        stack.enter_context(started(command, env=os.environ | {"HOME": str(profile)}, **QUIET))
        port = profile / "MarionetteActivePort"
        until(lambda: port.exists() and port.read_text(encoding="utf-8"), "Firefox never said its port")
        address = "127.0.0.1", int(port.read_text(encoding="utf-8"))
        send = _by_marionette(stack.enter_context(socket.create_connection(address, timeout=2 * HANG)))
        send("NewSession")
        yield Reader(send)


def _by_marionette(connection: socket.socket) -> Send:
    """Return a function that gives Firefox a command: messages are a length, a colon, and as much JSON."""
    stream = connection.makefile("rwb")

    def read() -> Any:
        length = b""
        while (byte := stream.read(1)) != b":":
            assert byte, "Firefox has ended"
            length += byte
        return json.loads(stream.read(int(length)))

    def send(name: str, **parameters: object) -> Any:
        message = json.dumps([0, 1, f"WebDriver:{name}", parameters]).encode()
        stream.write(b"%d:%b" % (len(message), message))
        stream.flush()
        _, _, error, result = read()
        if error:
            raise RefusedError(name, parameters, error)
        return result.get("value", result)

    read()  # it begins with a word about itself
    return send


@contextmanager
def webkit() -> Iterator[Reader]:
    """Start the small browser of WebKit's makers, on a screen that nobody sees."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        read, write = os.pipe()
        screen = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1300x1000x24", "-nolisten", "tcp"]
        stack.enter_context(started(screen, pass_fds=[write], **QUIET))
        os.close(write)
        with open(read, encoding="utf-8") as said:
            environment = os.environ | {"DISPLAY": f":{said.readline().strip()}", "HOME": str(folder)}
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        stack.enter_context(started([WEBKIT, f"--port={port}"], env=environment, **QUIET))
        send, end = _by_http(f"http://127.0.0.1:{port}")
        stack.callback(end)  # else the browser outlives its driver
        yield Reader(send)


def _by_http(driver: str) -> tuple[Send, Callable[[], object]]:
    """Begin a session, and return a function that gives a driver a command, and one that ends the session."""
    session = ""

    def ask(method: str, path: str, parameters: dict[str, Any] | None = None) -> Any:
        body = None if parameters is None else json.dumps(parameters).encode()
        request = urllib.request.Request(f"{driver}{session}{path}", body, method=method)
        with urllib.request.urlopen(request, timeout=2 * HANG) as answer:
            return json.load(answer)["value"]

    def send(name: str, **parameters: Any) -> Any:
        method, path = COMMANDS[name]
        try:
            return ask(method, path.format_map(parameters), parameters)
        except urllib.error.HTTPError as error:
            raise RefusedError(name, parameters, json.load(error)["value"]) from None

    def listens() -> bool:
        try:
            return bool(ask("GET", "/status"))
        except OSError:
            return False

    until(listens, "the driver never answered")
    session = f"/session/{send('NewSession', capabilities={})['sessionId']}"
    return send, lambda: ask("DELETE", "")


# What is wrong in a page, told from before its first script on; kept while the reader goes from page to page.
HEAR = """<script>
  (() => {
    const tell = (text) => {
      sessionStorage.wrong = `${sessionStorage.wrong ?? ""}${text}\\n`;
    };
    addEventListener("error", ({ message, target }) => {
      const ahead = ["next", "prefetch"].includes(target.rel); // given up where a click leads elsewhere
      if (!ahead) tell(message ?? `cannot load ${target.src ?? target.href}`);
    }, true);
    addEventListener("unhandledrejection", ({ reason }) => tell(reason));
    const { error } = console;
    console.error = (...words) => {
      tell(words.join(" "));
      error(...words);
    };
  })();
</script>"""


def copy_that_hears(site: Path, target: Path) -> Path:
    """Copy a site into a folder, so that each page notes what goes wrong in it; return the folder."""
    shutil.copytree(site, target)
    for page in target.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("<head>", f"<head>{HEAR}", 1), encoding="utf-8")
    return target


def wrong(reader: Reader) -> str:
    """Return what went wrong since this was last asked, where the reader is."""
    said = reader.ask("sessionStorage.wrong")
    reader.ask("delete sessionStorage.wrong")
    return said or ""
