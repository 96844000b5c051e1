"""What ours and other chats that can be had from npm cost a page until it shows something.

    python -m tests.benchmarks.neighbours

Fetches each neighbour's package by npm, serves what it built from loopback, and counts what a new
visitor's browser asks for, gzipped at level 9, until the first paint of a page that holds nothing
else; then until the network is quiet.
"""

import gzip
import subprocess
import sys
import tarfile
import tempfile
import threading
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from delegation.delivery import find_script
from tests.browser.host import CHROMIUM_ARGUMENTS, chromium

EMPTY_PACK = '{"format":0}'  # any: a refused pack costs what an empty one costs
SETTLED_MS = 4000


@dataclass(frozen=True)
class Neighbour:
    """A package, and the page that its documentation asks for."""

    package: str  # as npm names it, with its version
    page: str  # `@` stands for the folder of the package


OURS = Neighbour("ours", '<script src="/gatekeeper.js" data-key="pk_x" data-chat async></script>')
NEIGHBOURS = (
    Neighbour(
        "deep-chat@2.4.2",
        '<script type="module" src="@/dist/deepChat.bundle.js"></script><deep-chat></deep-chat>',
    ),
    Neighbour(
        "@typebot.io/js@0.10.7",
        '<script type="module">import Typebot from "@/dist/web.js";'
        'Typebot.initBubble({typebot: "x", apiHost: location.origin})</script>',
    ),
    Neighbour(
        "flowise-embed@3.1.6",
        '<script type="module">import Chatbot from "@/dist/web.js";'
        'Chatbot.init({chatflowid: "x", apiHost: location.origin})</script>',
    ),
    Neighbour(
        "@n8n/chat@1.37.0",
        '<link rel="stylesheet" href="@/dist/style.css"><script type="module">'
        'import {createChat} from "@/dist/chat.bundle.es.js";'
        'createChat({webhookUrl: location.origin + "/hook"})</script>',
    ),
    Neighbour(
        "botframework-webchat@4.18.1",
        '<div id="chat"></div><script src="@/dist/webchat.js"></script><script>'
        'WebChat.renderWebChat({directLine: WebChat.createDirectLine({token: "x"})},'
        'document.querySelector("#chat"))</script>',
    ),
)
HEAD = '<!doctype html><title>x</title><link rel="icon" href="data:,"><body>'
KINDS = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css"}
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
RESOURCES = "performance.getEntriesByType('resource').map(({name, startTime}) => [name, startTime])"


class Server(BaseHTTPRequestHandler):
    """One page, the packages, and our own scripts; `sizes` notes what each address weighs."""

    def __init__(
        self, *args: object, folder: Path, pages: dict[str, str], sizes: dict[str, int]
    ) -> None:
        self.folder, self.pages, self.sizes = folder, pages, sizes
        super().__init__(*args)  # type: ignore[arg-type]  # the server gives three

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Nobody reads it."""

    def do_POST(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        file, script = self.folder / path.lstrip("/"), find_script(path.lstrip("/"))
        kind = KINDS.get(Path(path).suffix, "application/json")
        if path in self.pages:
            body, kind = self.pages[path].encode(), "text/html"
        elif script:
            body = script.body
        elif file.is_file():
            body = file.read_bytes()
        else:
            body = EMPTY_PACK.encode()
        body = gzip.compress(body, 9)
        self.sizes[path] = len(body)
        self.send_response(200)
        for name, value in {
            "content-type": f"{kind}; charset=utf-8",
            "content-encoding": "gzip",
            "content-length": str(len(body)),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@dataclass(frozen=True)
class Cost:
    """What a first visit asked for; None where nothing was ever painted."""

    painted: tuple[int, int] | None  # requests and bytes begun before the first paint
    settled: tuple[int, int]  # until the network was quiet, also to third hosts
    third_hosts: int


def fetch(folder: Path) -> dict[str, str]:
    """Package -> its folder under `folder`."""
    places = {}
    for number, each in enumerate(NEIGHBOURS):
        command = ["npm", "pack", "--silent", "--pack-destination", str(folder), each.package]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        place = folder / f"n{number}"
        with tarfile.open(folder / done.stdout.strip().splitlines()[-1]) as archive:
            archive.extractall(place, filter="data")
        [inner] = place.iterdir()
        places[each.package] = f"/n{number}/{inner.name}"
    return places


def visit(browser: Browser, address: str, sizes: dict[str, int]) -> Cost:
    page = browser.new_context().new_page()
    sizes.clear()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.wait_for_timeout(SETTLED_MS)
    painted_ms, begun = page.evaluate(PAINTED), page.evaluate(RESOURCES)
    origin = address[: address.index("/", 8)]
    ours = [url.removeprefix(origin).split("?")[0] for url in asked[1:] if url.startswith(origin)]
    before = [
        url.removeprefix(origin).split("?")[0]
        for url, start in begun
        if painted_ms is not None and start < painted_ms
    ]
    page.context.close()
    return Cost(
        None if painted_ms is None else (len(before), weight(before, sizes)),
        (len(asked) - 1, weight(ours, sizes)),
        len(asked) - 1 - len(ours),
    )


def weight(paths: list[str], sizes: dict[str, int]) -> int:
    return sum(sizes.get(path, 0) for path in paths)


def compare(folder: Path) -> dict[str, Cost]:
    places = {**fetch(folder), OURS.package: ""}
    every = (OURS, *NEIGHBOURS)
    pages = {
        f"/page{number}": HEAD + each.page.replace("@/", places[each.package] + "/")
        for number, each in enumerate(every)
    }
    sizes: dict[str, int] = {}
    handler = partial(Server, folder=folder, pages=pages, sizes=sizes)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        origin = f"http://127.0.0.1:{server.server_address[1]}"
        costs = {
            each.package: visit(browser, f"{origin}/page{number}", sizes)
            for number, each in enumerate(every)
        }
        browser.close()
    server.shutdown()
    server.server_close()
    return costs


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        costs = compare(Path(folder))
    print(f"{'':30}{'to first paint':>22}{'until quiet':>22}   third hosts")
    for name, cost in costs.items():
        painted = "nothing painted" if cost.painted is None else line(*cost.painted)
        print(f"{name:30}{painted:>22}{line(*cost.settled):>22}{cost.third_hosts:>14}")
    return 0


def line(requests: int, size: int) -> str:
    return f"{requests} in {size:,} B"


if __name__ == "__main__":
    sys.exit(main())
